import type { Changes, Workspace } from '@poppobuilder/workspace';
import type { Assignment } from '../assignment/assignment.ts';
import type { Journal } from '../journal/journal.ts';
import {
  type FoundPullRequest,
  findPullRequest,
  listPullRequests,
} from '../pull-request/open-pull-request.ts';
import { NO_SPENDING } from '../spending.ts';
import type { ChangeWork } from './change-work.ts';
import { issueReference } from './issue-reference.ts';
import type { WorkSteps } from './work-steps.ts';

/** Where to look for the work of an earlier attempt. */
export interface Recovery {
  readonly work: ChangeWork;
  readonly journal: Journal<WorkSteps>;
  readonly assignment: Assignment;
  /** Whether an earlier attempt has replied. */
  readonly isResumed: boolean;
}

/** What an earlier attempt left on GitHub. */
interface Remains {
  readonly pushed: Changes;
  readonly branch: string;
  readonly pullRequest: FoundPullRequest | undefined;
  /** Whether the pull request was opened for this work and so holds its answer. */
  readonly isOwn: boolean;
}

/**
 * Recovers the work of an earlier attempt whose journal is gone, as on another machine: its pushed commits, by their mark,
 * and its pull request, which holds the agent's answer. Records both. `undefined` when it pushed nothing.
 */
export async function recoverWork(
  { work, journal, assignment, isResumed }: Recovery,
  workspace: Workspace,
): Promise<WorkSteps['agent'] | undefined> {
  const remains =
    (await findPushed(work, workspace, assignment.signal)) ??
    (isResumed ? await findMerged(work, workspace, assignment.signal) : undefined);
  if (remains === undefined) return undefined;
  const { pushed, branch, pullRequest, isOwn } = remains;
  work.context.logger.warn(
    `An earlier attempt of this task pushed to ${branch} already, so the agent is not asked again.`,
  );
  const answer = isOwn ? answerIn(pullRequest?.body ?? '', issueReference(work)) : undefined;
  const agent = { answer: answer ?? assignment.texts.answerLost, sessionId: '', ...NO_SPENDING };
  await journal.record({
    agent,
    committed: pushed,
    pushed,
    branch,
    isMerged: pullRequest?.isMerged === true,
    ...(pullRequest === undefined
      ? {}
      : { pullRequest: { number: pullRequest.number, url: pullRequest.url, isNew: isOwn } }),
  });
  return agent;
}

async function findPushed(
  { services: { github }, pullRequest: known }: ChangeWork,
  workspace: Workspace,
  signal: AbortSignal,
): Promise<Remains | undefined> {
  const found = await workspace.earlierCommits();
  if (found === undefined) return undefined;
  const { isAll, ...pushed } = found;
  const { branch } = workspace;
  const pullRequest = known === undefined ? await findPullRequest({ github, branch, signal }) : undefined;
  // A pull request with work of other tasks was opened by them.
  const isOwn = isAll && pullRequest?.author === (await github.identity()).login;
  return { pushed, branch, pullRequest, isOwn };
}

/** Recovers work that was merged before its task could reply; the branch may be gone. */
async function findMerged(
  { services: { github }, workspace: { branch } }: ChangeWork,
  workspace: Workspace,
  signal: AbortSignal,
): Promise<Remains | undefined> {
  const merged = (await listPullRequests({ github, branch, signal }, 'all')).filter((pull) => pull.isMerged);
  if (merged.length === 0) return undefined;
  const { login } = await github.identity();
  for (const pullRequest of merged.filter(({ author }) => author === login)) {
    const found = await workspace.earlierCommits(pullRequest.head);
    if (found === undefined) continue;
    const { isAll: _, ...pushed } = found;
    return { pushed, branch, pullRequest, isOwn: true };
  }
  return undefined;
}

/** Returns the agent's answer from the description of its pull request. */
function answerIn(description: string, reference: string): string | undefined {
  const text = description.trimEnd();
  return text.endsWith(reference) ? text.slice(0, -reference.length).trimEnd() || undefined : undefined;
}
