import type { Database, Queryable } from '../database/database.ts';
import { storable } from '../database/storable.ts';
import type { Signals } from '../events/signals.ts';
import type { SchemaNames } from '../schema/names.ts';

/** What a {@link Subtree} works with. */
export interface SubtreeParts {
  readonly database: Database;
  readonly names: SchemaNames;
  readonly signals: Signals;
}

/** Cancels many tasks together, or lets them wait again. */
export class Subtree {
  readonly #parts: SubtreeParts;

  constructor(parts: SubtreeParts) {
    this.#parts = parts;
  }

  /** Cancels a job and all below it, as far as they have not ended. */
  async cancelBelow(jobId: string, reason: string): Promise<void> {
    const { database, names } = this.#parts;
    const rows = await database.query<{ id: string }>(
      `WITH RECURSIVE below AS (
         SELECT $1::uuid AS id
         UNION SELECT d.child FROM below b JOIN ${names.own}.dependency d ON d.parent = b.id
       ) SELECT id FROM below`,
      [jobId],
    );
    await this.cancelAll(
      rows.map(({ id }) => id),
      reason,
    );
  }

  /** Cancels jobs at once that have not started, and asks those that run to end. */
  async cancelAll(jobIds: readonly string[], reason: string): Promise<void> {
    const { database, signals } = this.#parts;
    const running = await database.persist(async () =>
      database.transaction(async (transaction) => this.#cancel(jobIds, storable(reason), transaction)),
    );
    signals.news();
    await Promise.all(running.map(async (id) => signals.cancel(id)));
  }

  /** Lets jobs below one wait again that ended because of it. */
  async revive(jobId: string, transaction: Queryable): Promise<void> {
    await transaction.query(`SELECT ${this.#parts.names.own}.revive_subtree($1)`, [jobId]);
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
