import type { Workspace } from '@poppobuilder/workspace';
import type { Assignment } from '../assignment/assignment.ts';
import type { Journal } from '../journal/journal.ts';
import { findPullRequest } from '../pull-request/open-pull-request.ts';
import { NO_SPENDING } from '../spending.ts';
import type { ChangeWork } from './change-work.ts';
import { issueReference } from './issue-reference.ts';
import type { WorkSteps } from './work-steps.ts';

/** Where an earlier attempt is looked for. */
export interface Recovery {
  readonly work: ChangeWork;
  readonly journal: Journal<WorkSteps>;
  readonly assignment: Assignment;
}

/**
 * Finds what an earlier attempt did whose journal is gone, as on another machine: commits that it pushed, by their mark, and
 * the pull request that it opened, which has the agent's answer. Records it. Nothing where it pushed nothing.
 */
export async function recoverWork(
  { work, journal, assignment }: Recovery,
  workspace: Workspace,
): Promise<WorkSteps['agent'] | undefined> {
  const { context, services } = work;
  const found = await workspace.earlierCommits();
  if (found === undefined) return undefined;
  const { isAll, ...pushed } = found;
  context.logger.warn(
    `An earlier attempt of this task pushed to ${workspace.branch} already, so the agent is not asked again.`,
  );
  const existing =
    work.pullRequest === undefined
      ? await findPullRequest({
          github: services.github,
          branch: workspace.branch,
          signal: assignment.signal,
        })
      : undefined;
  // One with work of other tasks was opened by them.
  const isOwn =
    existing !== undefined && isAll && existing.author === (await services.github.identity()).login;
  const answer = isOwn ? answerIn(existing.body, issueReference(work)) : undefined;
  const agent = { answer: answer ?? assignment.texts.answerLost, sessionId: '', ...NO_SPENDING };
  await journal.record({
    agent,
    committed: pushed,
    pushed,
    ...(existing === undefined
      ? {}
      : { pullRequest: { number: existing.number, url: existing.url, isNew: isOwn } }),
  });
  return agent;
}

/** The agent's answer in a description that was made of it. */
function answerIn(description: string, reference: string): string | undefined {
  const text = description.trimEnd();
  return text.endsWith(reference) ? text.slice(0, -reference.length).trimEnd() || undefined : undefined;
}
