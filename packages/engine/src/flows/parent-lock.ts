import type { Queryable } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';

/** A task that others want to depend on. */
export interface Parent {
  readonly queue: string;
  /** How it ended; undefined while it has not. */
  readonly end: 'good' | 'bad' | undefined;
}

interface Row {
  readonly job_id: string;
  readonly queue: string;
  readonly is_open: boolean;
  readonly is_bad: boolean;
}

/**
 * Holds tasks in their states until the transaction ends, and marks them as parents so that their end settles their
 * children. Their rows in the projection are locked and not pg-boss's: leases go on being renewed meanwhile, and these
 * rows stay when pg-boss deletes a job and inserts it anew.
 */
export class ParentLock {
  readonly #names: SchemaNames;

  constructor(names: SchemaNames) {
    this.#names = names;
  }

  /** Those of the jobs that exist, by their ids. */
  async lock(jobIds: readonly string[], transaction: Queryable): Promise<Map<string, Parent>> {
    if (jobIds.length === 0) return new Map();
    const { own } = this.#names;
    const rows = await transaction.query<Row>(
      `SELECT job_id, queue, is_open, is_bad FROM ${own}.task
       WHERE job_id = ANY($1::uuid[]) ORDER BY job_id FOR NO KEY UPDATE`,
      [jobIds],
    );
    const parents = new Map(rows.map((row) => [row.job_id, { queue: row.queue, end: outcomeOf(row) }]));
    await transaction.query(
      `UPDATE ${own}.task SET is_parent = true WHERE job_id = ANY($1::uuid[]) AND NOT is_parent`,
      [[...parents].filter(([, { end }]) => end !== 'good').map(([id]) => id)],
    );
    return parents;
  }
}

function outcomeOf({ is_open: isOpen, is_bad: isBad }: Row): Parent['end'] {
  if (isOpen) return undefined;
  return isBad ? 'bad' : 'good';
}
