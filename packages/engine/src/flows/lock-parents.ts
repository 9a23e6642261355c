import type { Queryable } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';

/** A task that others are to depend on. */
export interface Parent {
  readonly queue: string;
  /** Undefined while it has not ended. */
  readonly completion: 'success' | 'failure' | undefined;
}

interface Row {
  readonly job_id: string;
  readonly queue: string;
  readonly is_open: boolean;
  readonly is_bad: boolean;
}

/**
 * Locks tasks in their states until the transaction ends, and marks them as parents, so that their completion reaches their
 * children. Returns those that exist, by the ids of their jobs. It locks the rows of the projection and not those of pg-boss:
 * leases can be renewed meanwhile, and these rows stay when pg-boss deletes a job and inserts it again.
 */
export async function lockParents(
  transaction: Queryable,
  { own }: SchemaNames,
  jobIds: readonly string[],
): Promise<Map<string, Parent>> {
  if (jobIds.length === 0) return new Map();
  const rows = await transaction.query<Row>(
    `SELECT job_id, queue, is_open, is_bad FROM ${own}.task
     WHERE job_id = ANY($1::uuid[]) ORDER BY job_id FOR NO KEY UPDATE`,
    [jobIds],
  );
  const parents = new Map(
    rows.map((row) => [row.job_id, { queue: row.queue, completion: completionOf(row) }]),
  );
  await transaction.query(
    `UPDATE ${own}.task SET is_parent = true WHERE job_id = ANY($1::uuid[]) AND NOT is_parent`,
    [[...parents].filter(([, { completion }]) => completion !== 'success').map(([id]) => id)],
  );
  return parents;
}

function completionOf({ is_open: isOpen, is_bad: isBad }: Row): Parent['completion'] {
  if (isOpen) return undefined;
  return isBad ? 'failure' : 'success';
}
