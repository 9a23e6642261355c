import type { Queryable } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';

/** A task that others want to depend on. */
export interface Parent {
  readonly queue: string;
  /** How it ended; undefined while it has not. */
  readonly end: 'good' | 'bad' | undefined;
}

/** A job is away for a moment when pg-boss puts it back: it deletes it and inserts it anew. */
const TRIES = 20;

/** Holds tasks as they are until the transaction ends, and marks them as parents so that their end settles their children. */
export class ParentLock {
  readonly #names: SchemaNames;

  constructor(names: SchemaNames) {
    this.#names = names;
  }

  /** Those of the jobs that exist, by their ids. */
  async lock(jobIds: readonly string[], transaction: Queryable): Promise<Map<string, Parent>> {
    const found = new Map<string, Parent>();
    let missing = jobIds;
    for (let left = TRIES; left > 0 && missing.length > 0; left -= 1) {
      for (const [id, parent] of await this.#lockJobs(missing, transaction)) found.set(id, parent);
      missing = await this.#open(
        missing.filter((id) => !found.has(id)),
        found,
        transaction,
      );
    }
    return found;
  }

  async #lockJobs(ids: readonly string[], transaction: Queryable): Promise<[string, Parent][]> {
    const { own, boss } = this.#names;
    const rows = await transaction.query<{ id: string; name: string; state: string; blocking: boolean }>(
      `SELECT j.id, j.name, j.state::text, j.blocking FROM ${own}.task t
       JOIN ${boss}.job j ON j.name = t.queue AND j.id = t.job_id
       WHERE t.job_id = ANY($1::uuid[]) ORDER BY j.id FOR UPDATE OF j`,
      [ids],
    );
    const unmarked = rows.filter(({ state, blocking }) => state !== 'completed' && !blocking);
    if (unmarked.length > 0) {
      await transaction.query(
        `UPDATE ${boss}.job j SET blocking = true FROM unnest($1::text[], $2::uuid[]) AS parent (name, id)
         WHERE j.name = parent.name AND j.id = parent.id`,
        [unmarked.map(({ name }) => name), unmarked.map(({ id }) => id)],
      );
    }
    return rows.map(({ id, name, state }) => [id, { queue: name, end: ENDS[state] }]);
  }

  /** Those that have not ended; ended ones of which only our own row is left are found. */
  async #open(
    ids: readonly string[],
    found: Map<string, Parent>,
    transaction: Queryable,
  ): Promise<readonly string[]> {
    if (ids.length === 0) return ids;
    const rows = await transaction.query<{ job_id: string; queue: string; state: string; is_open: boolean }>(
      `SELECT job_id, queue, state, is_open FROM ${this.#names.own}.task WHERE job_id = ANY($1::uuid[])`,
      [ids],
    );
    for (const { job_id: id, queue, state, is_open: isOpen } of rows) {
      if (!isOpen) found.set(id, { queue, end: state === 'succeeded' ? 'good' : 'bad' });
    }
    return rows.filter(({ is_open: isOpen }) => isOpen).map(({ job_id: id }) => id);
  }
}

const ENDS: Readonly<Record<string, Parent['end']>> = { completed: 'good', cancelled: 'bad', failed: 'bad' };
