import type { TaskContext } from '@poppobuilder/core';
import { statusOf } from '@poppobuilder/github';
import {
  type PullRequestSubject,
  readPullRequest,
  Sessions,
  type WorkServices,
} from '@poppobuilder/github-tasks';

/** Takes away what tasks kept for a pull request that was closed; its issue is done when it was merged. */
export async function cleanUp(context: TaskContext, services: WorkServices, number: number): Promise<void> {
  const { workspaces, claims, state } = services;
  context.progress('checkout', 'cleaning up');
  const subject = await readIfThere(services, number, context.signal);
  await workspaces.remove(`pull-${number}`);
  if (subject === undefined) return;
  await claims.clear(number);
  const branch = subject.isOwnRepository ? subject.headBranch : `pull-${number}`;
  const sessions = new Sessions(state);
  const session = await sessions.ofBranch(branch);
  if (session === undefined) return;
  await workspaces.remove(session.workspace);
  if (session.issue !== undefined) await settleIssue(context, services, session.issue, subject.isMerged);
  // Last: a retry finds by it what is left to do.
  await sessions.forget(branch);
}

async function settleIssue(
  context: TaskContext,
  services: WorkServices,
  issue: number,
  isMerged: boolean,
): Promise<void> {
  await services.claims.clear(issue);
  if (!isMerged) return;
  const labels = await services.github.request(
    'GET /repos/{owner}/{repo}/issues/{issue_number}/labels',
    { issue_number: issue, per_page: 100 },
    { signal: context.signal },
  );
  await services.labels.show(
    issue,
    'completed',
    labels.map(({ name }) => name),
  );
}

async function readIfThere(
  { github }: WorkServices,
  number: number,
  signal: AbortSignal,
): Promise<PullRequestSubject | undefined> {
  try {
    return await readPullRequest(github, number, signal);
  } catch (error) {
    if ([404, 410].includes(statusOf(error) ?? 0)) return undefined;
    throw error;
  }
}
