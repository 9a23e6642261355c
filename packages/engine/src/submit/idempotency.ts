import type { Queryable } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';
import type { PreparedJob } from '../job/prepared-job.ts';

/**
 * Reserves the idempotency keys of jobs in the transaction that inserts them, and returns the job that each key belongs to.
 * Waits for other transactions that reserve the same keys. No statement fails here, as the transaction may be the caller's.
 */
export async function reserveIdempotencyKeys(
  transaction: Queryable,
  { own }: SchemaNames,
  prepared: readonly PreparedJob[],
): Promise<ReadonlyMap<string, string>> {
  const jobIds = new Map<string, string>();
  for (const { idempotencyKey, job } of prepared) {
    if (idempotencyKey !== undefined && !jobIds.has(idempotencyKey)) jobIds.set(idempotencyKey, job.id);
  }
  if (jobIds.size === 0) return jobIds;
  // In a fixed order, so that two transactions do not deadlock.
  const keys = [...jobIds.keys()].toSorted();
  // Updating an existing key keeps it from being deleted in the meantime.
  const rows = await transaction.query<{ key: string; job_id: string }>(
    `INSERT INTO ${own}.idempotency AS known (key, job_id) SELECT * FROM unnest($1::text[], $2::uuid[])
     ON CONFLICT (key) DO UPDATE SET job_id = known.job_id RETURNING key, job_id`,
    [keys, keys.map((key) => jobIds.get(key))],
  );
  return new Map(rows.map(({ key, job_id }) => [key, job_id]));
}

/** Returns the ids of the tasks of these jobs. */
export async function taskIdsOf(
  transaction: Queryable,
  { own }: SchemaNames,
  jobIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (jobIds.length === 0) return new Map();
  const rows = await transaction.query<{ job_id: string; id: string }>(
    `SELECT job_id, id FROM ${own}.task WHERE job_id = ANY($1::uuid[])`,
    [jobIds],
  );
  return new Map(rows.map(({ job_id, id }) => [job_id, id]));
}
