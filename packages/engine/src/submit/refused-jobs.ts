import type { Queryable } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';
import type { PreparedJob } from '../job/prepared-job.ts';

/**
 * Returns jobs that pg-boss inserted and our trigger deleted: a task with that id exists in another queue, or has ended and
 * left pg-boss's table. Only ids that the caller chose can exist already.
 */
export async function refusedJobs(
  queryable: Queryable,
  { boss }: SchemaNames,
  added: readonly PreparedJob[],
): Promise<ReadonlySet<string>> {
  const named = added.filter(({ isNamed }) => isNamed);
  if (named.length === 0) return new Set();
  const rows = await queryable.query<{ id: string }>(
    `SELECT id FROM unnest($1::text[], $2::uuid[]) AS added (queue, id)
     WHERE NOT EXISTS (SELECT FROM ${boss}.job j WHERE j.name = added.queue AND j.id = added.id)`,
    [named.map(({ queue }) => queue), named.map(({ job }) => job.id)],
  );
  return new Set(rows.map(({ id }) => id));
}
