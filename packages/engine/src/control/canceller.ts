import type { PgBoss } from 'pg-boss';
import type { Database, Queryable } from '../database/database.ts';
import { setTransitionReason } from '../database/transition-reason.ts';
import { sanitizeForPostgres } from '../database/sanitize-for-postgres.ts';
import type { Signals } from '../database/signals.ts';
import type { SchemaNames } from '../schema/names.ts';
import type { TaskState } from '../job/task-state.ts';
import { jobIdOf } from '../job/job-id.ts';
import { findTask, type KnownTask } from './known-task.ts';
import { lockJob } from './lock-job.ts';

/** Options of `engine.cancel()`. */
export interface CancelTaskOptions {
  /** Kept with the task's history; at most 10,000 characters. @defaultValue 'It was cancelled.' */
  readonly reason?: string | undefined;
}

/** Where a task stands after something was asked of it. */
export interface ControlledTask {
  readonly state: TaskState;
}

/**
 * What a {@link Canceller} works with.
 *
 * @internal
 */
export interface CancellerParts {
  readonly boss: PgBoss;
  readonly database: Database;
  readonly names: SchemaNames;
  readonly signals: Pick<Signals, 'cancel' | 'wake'>;
  readonly onError: (error: unknown) => void;
}

const REASON = 'It was cancelled.';
/** Bytes of a reason that a notification has room for. A longer one is read from the database by the listener. */
const MAX_TOLD = 7_000;

/**
 * Cancels tasks: those that wait at once, those that run by asking whoever runs them.
 *
 * @internal
 */
export class Canceller {
  readonly #parts: CancellerParts;

  constructor(parts: CancellerParts) {
    this.#parts = parts;
  }

  /** Rejects with `TASK_NOT_FOUND`, `DATABASE_UNAVAILABLE`. */
  async cancel(taskId: string, options: CancelTaskOptions = {}): Promise<ControlledTask> {
    const reason = sanitizeForPostgres(options.reason ?? REASON);
    const { database, names, signals, onError } = this.#parts;
    if (await database.retryWhileUnavailable(async () => this.#ask(taskId, reason)))
      return { state: 'running' };
    const { jobId, queue } = await database.retryWhileUnavailable(async () =>
      findTask(database, names, taskId),
    );
    const { known, isAsked } = await database.retryWhileUnavailable(async () =>
      database.transaction(async (transaction) => {
        const isRequest = await this.#cancel(transaction, { jobId, queue }, reason);
        return { known: await findTask(transaction, names, taskId), isAsked: isRequest };
      }),
    );
    // Who misses it finds the request when it renews its lease.
    if (isAsked) signals.cancel(jobId).catch(onError);
    // What waited behind it may go.
    signals.wake([queue]);
    return { state: known.state };
  }

  /** Asks whoever runs it, in one statement that also tells them. False when nobody runs it. */
  async #ask(taskId: string, reason: string): Promise<boolean> {
    const { database, names } = this.#parts;
    const rows = await database.query(
      `WITH asked AS (
         UPDATE ${names.own}.task SET cancel_reason = coalesce(cancel_reason, $2)
         WHERE job_id = $1 AND state = 'running' RETURNING job_id, attempt, cancel_reason
       )
       SELECT pg_notify($3, CASE WHEN octet_length(cancel_reason) > ${MAX_TOLD} THEN 'cancel ' || job_id
         ELSE concat_ws(' ', 'cancel', job_id, attempt, cancel_reason) END) FROM asked`,
      [jobIdOf(taskId), reason, names.name],
    );
    return rows.length > 0;
  }

  /** Whether somebody runs it, who was asked to stop. */
  async #cancel(
    transaction: Queryable,
    known: Pick<KnownTask, 'jobId' | 'queue'>,
    reason: string,
  ): Promise<boolean> {
    const { boss, database, names } = this.#parts;
    const job = await lockJob(transaction, names, known);
    if (job === undefined) return false;
    if (job.state === 'active') {
      await transaction.query(
        `UPDATE ${names.own}.task SET cancel_reason = $2 WHERE job_id = $1 AND cancel_reason IS NULL`,
        [job.id, reason],
      );
      return true;
    }
    await setTransitionReason(transaction, { outcome: 'cancelled', reason });
    await boss.cancel(job.queue, job.id, { db: database.forBoss(transaction) });
    return false;
  }
}
