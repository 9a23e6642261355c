import type { Database, Queryable } from '../database/database.ts';
import { sanitizeForPostgres } from '../database/sanitize-for-postgres.ts';
import type { Signals } from '../database/signals.ts';
import type { SchemaNames } from '../schema/names.ts';
import { lockFlow } from './lock-flow.ts';

/** What a {@link Subtree} works with. */
export interface SubtreeParts {
  readonly database: Database;
  readonly names: SchemaNames;
  readonly signals: Pick<Signals, 'news' | 'cancel'>;
  readonly onError: (error: unknown) => void;
}

/** Cancels many tasks together, or lets them wait again. */
export class Subtree {
  readonly #parts: SubtreeParts;

  constructor(parts: SubtreeParts) {
    this.#parts = parts;
  }

  /** Cancels all tasks of a flow, as far as they have not ended. False when there is no such flow. */
  async cancelFlow(id: string, reason: string): Promise<boolean> {
    const { names } = this.#parts;
    return this.#cancelAll(reason, async (transaction) => {
      await lockFlow(transaction, names, id);
      return transaction.query(`SELECT job_id FROM ${names.own}.flow_task WHERE flow = $1`, [id]);
    });
  }

  /** Cancels a job and all below it, as far as they have not ended. */
  async cancelBelow(jobId: string, reason: string): Promise<void> {
    const { names } = this.#parts;
    await this.#cancelAll(reason, async (transaction) => {
      const [root] = await transaction.query<{ flow: string | null }>(
        `SELECT flow FROM ${names.own}.task WHERE job_id = $1`,
        [jobId],
      );
      if (typeof root?.flow === 'string') await lockFlow(transaction, names, root.flow);
      return transaction.query(
        `WITH RECURSIVE below AS (
           SELECT $1::uuid AS job_id
           UNION SELECT d.child FROM below b JOIN ${names.own}.dependency d ON d.parent = b.job_id
         ) SELECT job_id FROM below`,
        [jobId],
      );
    });
  }

  /** Lets jobs below one wait again that ended because of it. */
  async revive(jobId: string, transaction: Queryable): Promise<void> {
    await transaction.query(`SELECT ${this.#parts.names.own}.revive_subtree($1)`, [jobId]);
  }

  /** Cancels jobs at once that have not started, and asks those that run to end. Whether there are any. */
  async #cancelAll(
    reason: string,
    find: (transaction: Queryable) => Promise<readonly { readonly job_id: string }[]>,
  ): Promise<boolean> {
    const { database, signals, onError } = this.#parts;
    const { found, running } = await database.retryWhileUnavailable(async () =>
      database.transaction(async (transaction) => {
        const rows = await find(transaction);
        const jobIds = rows.map(({ job_id: jobId }) => jobId);
        return {
          found: jobIds,
          running: await this.#cancel(jobIds, sanitizeForPostgres(reason), transaction),
        };
      }),
    );
    signals.news();
    // Who misses it finds the request when it renews its lease.
    for (const jobId of running) signals.cancel(jobId).catch(onError);
    return found.length > 0;
  }

  async #cancel(jobIds: readonly string[], reason: string, transaction: Queryable): Promise<string[]> {
    const { own } = this.#parts.names;
    const cancelWaiting = async (): Promise<unknown> =>
      transaction.query(`SELECT ${own}.cancel_waiting($1::uuid[], $2)`, [jobIds, reason]);
    await cancelWaiting();
    const rows = await transaction.query<{ job_id: string }>(
      `UPDATE ${own}.task SET cancel_reason = coalesce(cancel_reason, $2)
       WHERE job_id = ANY($1::uuid[]) AND is_open RETURNING job_id`,
      [jobIds, reason],
    );
    // One that was just then put back waits now.
    if (rows.length > 0) await cancelWaiting();
    return rows.map(({ job_id: id }) => id);
  }
}
