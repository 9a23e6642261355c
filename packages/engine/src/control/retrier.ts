import { TaskError } from '@poppobuilder/core';
import type { Queryable } from '../database/database.ts';
import type { Signals } from '../database/signals.ts';
import { FINAL_STATES } from '../job/task-state.ts';
import type { ControlledTask } from './canceller.ts';
import { findTask } from './known-task.ts';
import { lockJob } from './lock-job.ts';
import { reopen, type ReopenParts } from './reopen.ts';

/** What a {@link Retrier} works with. */
export interface RetrierParts extends ReopenParts {
  readonly signals: Pick<Signals, 'wake'>;
}

/** Tries tasks again that have ended badly, under their ids. */
export class Retrier {
  readonly #parts: RetrierParts;

  constructor(parts: RetrierParts) {
    this.#parts = parts;
  }

  /**
   * Gives a task that failed, was cancelled or expired at least one more attempt. One that is open stays as it is.
   * What else belongs to it happens in the same transaction, before anybody can start it.
   *
   * Rejects with `TASK_NOT_FOUND`, `INVALID_TASK` (it succeeded, is not kept any more, or depends on a task that
   * has not succeeded), `DATABASE_UNAVAILABLE`.
   */
  async retry(
    taskId: string,
    also?: (jobId: string, transaction: Queryable) => Promise<unknown>,
  ): Promise<ControlledTask> {
    const { database, names, signals } = this.#parts;
    const { state, queue } = await database.retryWhileUnavailable(async () =>
      database.transaction(async (transaction) => {
        const job = await lockJob(transaction, names, await findTask(transaction, names, taskId));
        const isEnded = job?.state === 'failed' || job?.state === 'cancelled';
        if (isEnded) await reopen(this.#parts, transaction, [job]);
        if (job !== undefined && job.state !== 'completed') await also?.(job.id, transaction);
        const known = await findTask(transaction, names, taskId);
        // Nothing of it was done then.
        if (FINAL_STATES.has(known.state)) throw refusal(taskId, known.state, isEnded);
        return known;
      }),
    );
    signals.wake([queue]);
    return { state };
  }
}

function refusal(taskId: string, state: string, isEndedAgain: boolean): TaskError {
  if (isEndedAgain) {
    const message = `The task "${taskId}" depends on a task that has not succeeded, so it would end at once again.`;
    const hint = 'Retry that task together with all that depend on it.';
    return new TaskError({ code: 'INVALID_TASK', message, hint, taskId });
  }
  const message =
    state === 'succeeded'
      ? `The task "${taskId}" has succeeded, so there is nothing to try again. Submit a new task to do the same once more.`
      : `The task "${taskId}" is ${state}, and what it needs to run again is not kept any more. Submit it as a new task.`;
  return new TaskError({ code: 'INVALID_TASK', message, taskId });
}
