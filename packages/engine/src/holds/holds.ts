import { parseId } from '../arguments/ids.ts';
import type { EngineContext } from '../engine-context.ts';
import { newTaskId } from '../job/job-id.ts';
import type { Hold, HoldOptions } from './hold-options.ts';
import { HOLD_ROW, type HoldRow, toHold } from './hold-row.ts';
import { parseHold } from './hold-schema.ts';
import { placeHold } from './place-hold.ts';
import { releaseHold } from './release-hold.ts';
import { untilStarted } from './started-tasks.ts';

/** The holds of an engine: rules that keep tasks from starting. */
export class Holds {
  readonly #context: EngineContext;

  /** @internal */
  constructor(context: EngineContext) {
    this.#context = context;
  }

  /**
   * Places a hold. Once this resolves, no task starts in any process that the hold applies to; those that have started run,
   * unless `cancelRunning` is set. Consumers that do not answer, as those of frozen processes, are waited for a second; what they fetched before can then start no more. A task that several holds apply to waits for the last of them.
   *
   * Rejects with `INVALID_TASK`, `DATABASE_UNAVAILABLE`.
   */
  async place(options: HoldOptions): Promise<Hold> {
    const { database, names, signals, onError } = this.#context;
    const parsed = parseHold(options);
    const hold = { ...parsed, id: parsed.id ?? newTaskId() };
    const { row, stopped, consumers } = await database.retryWhileUnavailable(async () =>
      database.transaction(async (transaction) => placeHold(transaction, names, hold)),
    );
    for (const jobId of stopped) signals.cancel(jobId).catch(onError);
    signals.changeHolds();
    await untilStarted(this.#context, consumers);
    return toHold(row);
  }

  /** Releases a hold, and resets the circuit breaker that placed it. Rejects with `INVALID_TASK`, `TASK_NOT_FOUND` (there is no such hold), `DATABASE_UNAVAILABLE`. */
  async release(id: string): Promise<void> {
    const { queues, signals } = this.#context;
    await releaseHold(this.#context, parseId(id, 'holds.release()'));
    signals.changeHolds();
    signals.wake(queues.names);
  }

  /** Returns all holds, in the order in which they were placed. Rejects with `DATABASE_UNAVAILABLE`. */
  async list(): Promise<Hold[]> {
    const { database, names } = this.#context;
    const rows = await database.retryWhileUnavailable(async () =>
      database.query<HoldRow>(
        `SELECT ${HOLD_ROW}, (SELECT t.id FROM ${names.own}.task t WHERE t.job_id = h.canary) AS canary_task
         FROM (SELECT * FROM ${names.own}.hold WHERE until IS NULL OR until > clock_timestamp() OR has_canary) h ORDER BY number`,
        [],
      ),
    );
    return rows.map(toHold);
  }
}
