import type { Assignment } from '../assignment/assignment.ts';
import { recordDone } from '../assignment/done-record.ts';
import type { ChangeWork } from '../changes/change-work.ts';
import { workKey } from '../journal/work-key.ts';
import type { WorkOutput } from '../output.ts';
import { NO_SPENDING } from '../spending.ts';
import { InjectionRecord } from './injection-record.ts';

/**
 * Returns work without the comments that earlier work took into account. If none is left to answer, returns the URL of the
 * reply to that work.
 *
 * Call it with the claim: work that still runs has yet to record what it took into account.
 */
export async function leaveInjected(work: ChangeWork): Promise<ChangeWork | string> {
  const { comment, furtherComments = [], services, subject } = work;
  if (comment === undefined) return work;
  const record = new InjectionRecord(services.state);
  const left = [];
  let url: string | undefined;
  for (const given of [comment, ...furtherComments]) {
    // Review comments have ids of their own, and are not injected.
    const found = given.place === undefined ? await record.find(subject.number, given) : undefined;
    if (found === undefined) left.push(given);
    url = found ?? url;
  }
  const [first, ...further] = left;
  if (first !== undefined) return { ...work, comment: first, furtherComments: further };
  return url ?? work;
}

/** Replies that the comments were taken into account, without asking the agent again. */
export async function answerInjected(
  { context, input }: ChangeWork,
  assignment: Assignment,
  url: string,
): Promise<WorkOutput> {
  context.logger.info('The comment was sent to the agent while it worked, so it is not asked again.');
  const done = { commits: [], ...NO_SPENDING, sessionId: '' };
  const record = recordDone(workKey(context.taskId, input), done);
  await assignment.finish(assignment.texts.injected(url), 'awaiting-response', NO_SPENDING, record);
  return { replyUrl: assignment.reply.url, ...done };
}
