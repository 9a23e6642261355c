import type { Logger } from '@poppobuilder/core';
import { issuesConfig, noticesOf } from '@poppobuilder/github';
import { shownReason } from '../texts/explain-failure.ts';
import { explainWaitReason } from '../texts/explain-wait-reason.ts';
import { textsFor } from '../texts/texts.ts';
import type { ToldReason, WaitingProject } from './waiting-task.ts';

/** A task on an issue or pull request, and where to report about it. */
export interface ReportedTask {
  readonly id: string;
  readonly number: number;
  readonly project: WaitingProject;
  readonly logger: Pick<Logger, 'warn'>;
  readonly signal: AbortSignal;
}

/** Shows the label `waiting`, and writes into the task's one reply why it waits and until when. Writes nothing that is there. */
export async function reportWait(reported: ReportedTask, reason: ToldReason): Promise<void> {
  const { number, project } = reported;
  const { replies, labels } = noticesOf({ ...project, ...reported, taskId: reported.id });
  const text = explainWaitReason(reason, textsFor(project.config.language));
  const reply = await replies.open(number, text);
  await reply.update(text, { isFinal: true });
  await labels.show(number, 'waiting', await labelsOf(reported));
}

/** Whether the issue shows that a task waits or works, as it does for good when the worker of that task was killed. */
export async function showsWork(reported: ReportedTask): Promise<boolean> {
  const { waiting = 'waiting', processing = 'processing' } =
    reported.project.config.section(issuesConfig).labels ?? {};
  const names = [waiting, processing].map((name) => name.toLowerCase());
  return (await labelsOf(reported)).some((label) => names.includes(label.toLowerCase()));
}

/** Says in the reply that a task which has waited was stopped, and removes the label. Does nothing where it never waited. */
export async function reportStop(
  reported: ReportedTask,
  why: string | undefined,
  hasStarted: boolean,
): Promise<void> {
  const { number, project } = reported;
  const { replies, labels } = noticesOf({ ...project, ...reported, taskId: reported.id });
  const texts = textsFor(project.config.language);
  const known = await replies.find(number);
  // The reply of a task that waits for the approval of its plan is that plan, which stays.
  const stopped = !hasStarted ? texts.stopped : known === undefined ? texts.planDropped : texts.stoppedLater;
  const reply = known ?? (hasStarted ? await replies.open(number, stopped) : undefined);
  if (reply === undefined) return;
  await reply.update(why === undefined ? stopped : `${stopped}\n\n> ${shownReason({ message: why })}`, {
    isFinal: true,
  });
  await labels.clear(number, await labelsOf(reported));
}

/** Removes the label from an issue whose task has started in the meantime. */
export async function withdrawWait(reported: ReportedTask): Promise<void> {
  const { labels } = noticesOf({ ...reported.project, ...reported, taskId: reported.id });
  await labels.show(reported.number, 'processing', await labelsOf(reported));
}

async function labelsOf({ number, project, signal }: ReportedTask): Promise<readonly string[]> {
  const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/labels';
  const labels = await project.github.list(route, { issue_number: number }, { signal });
  return labels.map(({ name }) => name);
}
