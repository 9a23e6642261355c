import type { TaskContext } from '@poppobuilder/core';
import { ISSUE_STATES, issuesConfig, statusOf } from '@poppobuilder/github';
import { workspaceConfig } from '@poppobuilder/workspace';
import { checkArguments } from '../arguments.ts';
import type { WorkServices } from '../services.ts';
import { Sessions } from '../sessions/sessions.ts';
import { readPullRequest } from '../subject/read-subject.ts';
import { type PullRequestSubject, workBranch } from '../subject/subject.ts';

/** Removes what tasks keep for a closed pull request. If it was merged, marks it and its issue as completed. */
export async function cleanUpPullRequest(
  context: TaskContext,
  services: WorkServices,
  number: number,
): Promise<void> {
  checkArguments('cleanUpPullRequest()', { context, services, number });
  const { workspaces, claims, state } = services;
  context.progress('checkout', 'cleaning up');
  const subject = await readIfThere(services, number, context.signal);
  const sessions = new Sessions(state);
  const base = context.projectConfig.section(workspaceConfig).base;
  const branch = subject === undefined ? `pull-${number}` : workBranch(subject, base);
  const session = await sessions.ofBranch(branch);
  // Removing waits for a task that still works there, so its claim is not removed while it holds it.
  for (const name of new Set([`pull-${number}`, session?.workspace ?? `pull-${number}`])) {
    await workspaces.remove(name);
  }
  if (subject === undefined) return;
  await claims.clear(number);
  if (subject.isMerged && showsState(context, subject)) {
    await services.labels.show(number, 'completed', subject.labels);
  }
  if (session === undefined) return;
  if (session.issue !== undefined) await endIssue(context, services, session.issue, subject.isMerged);
  // The last step: until it is done, a retry knows what is left to clean up.
  await sessions.forget(branch);
}

async function endIssue(
  context: TaskContext,
  { github, claims, labels }: WorkServices,
  number: number,
  isMerged: boolean,
): Promise<void> {
  await claims.clear(number);
  if (!isMerged) return;
  const current = await github.request(
    'GET /repos/{owner}/{repo}/issues/{issue_number}/labels',
    { issue_number: number, per_page: 100 },
    { signal: context.signal },
  );
  await labels.show(
    number,
    'completed',
    current.map(({ name }) => name),
  );
}

/** Whether the pull request has a state label. Pull requests of people are left as they are. */
function showsState({ projectConfig }: TaskContext, { labels }: PullRequestSubject): boolean {
  const names = ISSUE_STATES.map((state) =>
    (projectConfig.section(issuesConfig).labels?.[state] ?? state).toLowerCase(),
  );
  return labels.some((label) => names.includes(label.toLowerCase()));
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
