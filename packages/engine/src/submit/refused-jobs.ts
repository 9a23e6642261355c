import type { Queryable } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';
import type { PreparedJob } from './submitter.ts';

/**
 * Jobs that pg-boss has taken and our trigger has not: a task of that id waits in another queue, or has ended and is no
 * longer in pg-boss's table. Only ids that the caller chose can be there already.
 */
export async function refusedJobs(
  queryable: Queryable,
  { boss }: SchemaNames,
  added: readonly PreparedJob[],
): Promise<ReadonlySet<string>> {
  const named = added.filter(({ isNamed }) => isNamed);
  if (named.length === 0) return new Set();
  const rows = await queryable.query<{ id: string }>(
    `SELECT id FROM unnest($1::text[], $2::uuid[]) AS asked (queue, id)
     WHERE NOT EXISTS (SELECT FROM ${boss}.job j WHERE j.name = asked.queue AND j.id = asked.id)`,
    [named.map(({ queue }) => queue), named.map(({ job }) => job.id)],
  );
  return new Set(rows.map(({ id }) => id));
}
