import type { Queryable } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';
import type { PreparedJob } from './submitter.ts';

/**
 * Claims the idempotency keys of jobs for the transaction that inserts them, and gives the jobs that are first with
 * theirs, or have none. One that another transaction claims at the same time is waited for. Nothing here makes a statement
 * fail: the transaction may be the caller's.
 */
export async function claimKeys(
  transaction: Queryable,
  { own }: SchemaNames,
  prepared: readonly PreparedJob[],
): Promise<readonly PreparedJob[]> {
  const byKey = new Map<string, PreparedJob>();
  for (const job of prepared) {
    if (job.idempotencyKey !== undefined && !byKey.has(job.idempotencyKey)) byKey.set(job.idempotencyKey, job);
  }
  if (byKey.size === 0) return prepared;
  // Everybody claims in the same order, so that nobody waits for one who waits for him.
  const keys = [...byKey.keys()].toSorted();
  const claimed = await transaction.query<{ key: string }>(
    `INSERT INTO ${own}.idempotency (key, job_id)
     SELECT * FROM unnest($1::text[], $2::uuid[]) ON CONFLICT (key) DO NOTHING RETURNING key`,
    [keys, keys.map((key) => byKey.get(key)?.job.id)],
  );
  const won = new Set(claimed.map(({ key }) => key));
  return prepared.filter(
    (job) =>
      job.idempotencyKey === undefined || (won.has(job.idempotencyKey) && byKey.get(job.idempotencyKey) === job),
  );
}

/** The ids of the tasks that have these keys. */
export async function tasksOfKeys(
  transaction: Queryable,
  { own }: SchemaNames,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (keys.length === 0) return new Map();
  const rows = await transaction.query<{ key: string; id: string }>(
    `SELECT i.key, t.id FROM ${own}.idempotency i JOIN ${own}.task t ON t.job_id = i.job_id WHERE i.key = ANY($1)`,
    [keys],
  );
  return new Map(rows.map(({ key, id }) => [key, id]));
}
