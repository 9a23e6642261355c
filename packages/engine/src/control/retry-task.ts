import { TaskError } from '@poppobuilder/core';
import type { Queryable } from '../database/database.ts';
import type { EngineContext } from '../engine-context.ts';
import { FINAL_STATES } from '../job/task-state.ts';
import type { ControlledTask } from './controlled-task.ts';
import { findTask } from './known-task.ts';
import { lockJob } from './lock-job.ts';
import { reopen } from './reopen.ts';

/**
 * Gives a task that failed, was cancelled or expired at least one more attempt. One that has not ended stays as it is. A
 * function runs in the same transaction, before the task can start.
 *
 * Rejects with `TASK_NOT_FOUND`, `INVALID_TASK` (it succeeded, its data was deleted, or it depends on a task that has not
 * succeeded), `DATABASE_UNAVAILABLE`.
 */
export async function retryTask(
  context: EngineContext,
  taskId: string,
  withinTransaction?: (jobId: string, transaction: Queryable) => Promise<unknown>,
): Promise<ControlledTask> {
  const { database, names, signals } = context;
  const { state, queue } = await database.retryWhileUnavailable(async () =>
    database.transaction(async (transaction) => {
      const job = await lockJob(transaction, names, await findTask(transaction, names, taskId));
      const hasEnded = job?.state === 'failed' || job?.state === 'cancelled';
      if (hasEnded) await reopen(context, transaction, [job]);
      if (job !== undefined && job.state !== 'completed') await withinTransaction?.(job.id, transaction);
      const known = await findTask(transaction, names, taskId);
      // Throwing rolls everything back.
      if (FINAL_STATES.has(known.state)) throw refusal(taskId, known.state, hasEnded);
      return known;
    }),
  );
  signals.wake([queue]);
  return { state };
}

function refusal(taskId: string, state: string, hasEndedAgain: boolean): TaskError {
  if (hasEndedAgain) {
    const message = `The task "${taskId}" depends on a task that has not succeeded, so it would end again at once.`;
    const hint = 'Retry that task together with all tasks that depend on it: { subtree: true }.';
    return new TaskError({ code: 'INVALID_TASK', message, hint, taskId });
  }
  const message =
    state === 'succeeded'
      ? `The task "${taskId}" has succeeded and cannot be retried. Submit a new task to run it again.`
      : `The task "${taskId}" is ${state}, and the data that it needs to run again was deleted. Submit it as a new task.`;
  return new TaskError({ code: 'INVALID_TASK', message, taskId });
}
