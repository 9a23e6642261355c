import type { Queryable } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';
import type { PreparedJob } from './submitter.ts';

/**
 * Claims the idempotency keys of jobs for the transaction that inserts them, and gives whose job each key stands for. A key
 * that another transaction claims at the same time is waited for. Nothing here makes a statement fail: the transaction may
 * be the caller's.
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
  // Everybody claims in the same order, so that no two wait for each other.
  const keys = [...jobIds.keys()].toSorted();
  // The update of a key that is there changes nothing: it keeps the key from being deleted meanwhile.
  const rows = await transaction.query<{ key: string; job_id: string }>(
    `INSERT INTO ${own}.idempotency AS known (key, job_id) SELECT * FROM unnest($1::text[], $2::uuid[])
     ON CONFLICT (key) DO UPDATE SET job_id = known.job_id RETURNING key, job_id`,
    [keys, keys.map((key) => jobIds.get(key))],
  );
  return new Map(rows.map(({ key, job_id }) => [key, job_id]));
}

/** The ids of the tasks of these jobs. */
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
