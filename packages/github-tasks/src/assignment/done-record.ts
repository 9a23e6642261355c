import type { TaskContext } from '@poppobuilder/core';
import { issuesConfig, type IssueState } from '@poppobuilder/github';
import type { WorkOutput } from '../output.ts';
import type { WorkServices } from '../services.ts';
import { NO_SPENDING } from '../spending.ts';
import { readSubject } from '../subject/read-subject.ts';
import type { Subject } from '../subject/subject.ts';

/** What a completed task records in its reply, by name. */
export type DoneRecord = Readonly<Record<string, string>>;

/** Maximum number of recorded commits; a marker has little room. */
const MAX_COMMITS = 40;

/** Returns the record of a completed task's result. */
export function recordDone(
  work: string,
  { pullRequest, branch, commits, sessionId }: Omit<WorkOutput, 'replyUrl'>,
): DoneRecord {
  return {
    work,
    ...(pullRequest === undefined ? {} : { pull: String(pullRequest.number), url: pullRequest.url }),
    ...(branch === undefined ? {} : { branch }),
    ...(commits.length === 0 ? {} : { commits: commits.slice(0, MAX_COMMITS).join('.') }),
    ...(sessionId === '' ? {} : { session: sessionId }),
  };
}

/** Options of {@link findDone}. */
export interface DoneSearch {
  readonly context: TaskContext;
  readonly services: WorkServices;
  readonly subject: Subject;
  /** Key of the work, see {@link workKey}. */
  readonly work: string;
}

/**
 * Returns the result of a task that an earlier attempt completed, from the record in its reply. Also shows the state if
 * that attempt ended before it could. `undefined` when the task is not done.
 */
export async function findDone({
  context,
  services,
  subject,
  work,
}: DoneSearch): Promise<WorkOutput | undefined> {
  const reply = await services.replies.find(subject.number);
  if (reply?.done === undefined || reply.done['work'] !== work) return undefined;
  const { pull, url, branch, commits = '', session = '' } = reply.done;
  // The task's input may hold the issue as it was before the earlier attempt.
  const { labels } = await readSubject(services.github, subject.number, context.signal);
  if (showsWork(context, labels) && !(await services.claims.isClaimed(subject.number))) {
    await services.labels.show(subject.number, 'awaiting-response', labels);
  }
  context.logger.info('This task was completed before, according to its reply. Use another id for new work.');
  return {
    replyUrl: reply.url,
    ...(pull === undefined || url === undefined ? {} : { pullRequest: { number: Number(pull), url } }),
    ...(branch === undefined ? {} : { branch }),
    commits: commits.split('.').filter((commit) => commit !== ''),
    ...NO_SPENDING,
    sessionId: session,
  };
}

function showsWork({ projectConfig }: DoneSearch['context'], labels: readonly string[]): boolean {
  const state: IssueState = 'processing';
  const name = (projectConfig.section(issuesConfig).labels?.[state] ?? state).toLowerCase();
  return labels.some((label) => label.toLowerCase() === name);
}
