import { TaskError } from '@poppobuilder/core';
import type { Queryable } from '../database/database.ts';
import type { Signals } from '../events/signals.ts';
import { FINAL_STATES } from '../states/task-state.ts';
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
   * Gives a task that failed, was cancelled or expired at least one more attempt. One that is open stays as it is, and one
   * that depends on a task that has ended badly ends at once again. What else belongs to it happens in the same
   * transaction, before anybody can start it.
   *
   * Rejects with `TASK_NOT_FOUND`, `INVALID_TASK` (it succeeded, or is not kept any more), `DATABASE_UNAVAILABLE`.
   */
  async retry(
    taskId: string,
    also?: (jobId: string, transaction: Queryable) => Promise<unknown>,
  ): Promise<ControlledTask> {
    const { database, names, signals } = this.#parts;
    const { known, isKept } = await database.persist(async () =>
      database.transaction(async (transaction) => {
        const found = await findTask(transaction, names, taskId);
        const job = await lockJob(transaction, names, found);
        if (job?.state === 'failed' || job?.state === 'cancelled') {
          await reopen(this.#parts, transaction, [job]);
        }
        if (job !== undefined && job.state !== 'completed') await also?.(job.id, transaction);
        return {
          known: await findTask(transaction, names, taskId),
          isKept: job !== undefined && job.state !== 'completed',
        };
      }),
    );
    const { state, queue } = known;
    if (FINAL_STATES.has(state) && !isKept) throw refusal(taskId, state);
    signals.wake([queue]);
    return { state };
  }
}

function refusal(taskId: string, state: string): TaskError {
  const message =
    state === 'succeeded'
      ? `The task "${taskId}" has succeeded, so there is nothing to try again. Submit a new task to do the same once more.`
      : `The task "${taskId}" is ${state}, and what it needs to run again is not kept any more. Submit it as a new task.`;
  return new TaskError({ code: 'INVALID_TASK', message, taskId });
}
