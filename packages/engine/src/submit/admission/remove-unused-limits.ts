import type { Queryable } from '../../database/database.ts';
import type { SchemaNames } from '../../schema/names.ts';

const MAX_REMOVED = 1_000;

/**
 * Removes limits of keys whose tasks have all succeeded (others may be retried), and rates that delay no task. Those that
 * another transaction has locked stay.
 */
export async function removeUnusedLimits(transaction: Queryable, { own, boss }: SchemaNames): Promise<void> {
  await transaction.query(
    `DELETE FROM ${own}.rate WHERE key IN (
       SELECT key FROM ${own}.rate WHERE next_at < now() LIMIT ${MAX_REMOVED} FOR UPDATE SKIP LOCKED)`,
    [],
  );
  await transaction.query(
    `DELETE FROM ${own}.concurrency_group WHERE (group_id, key) IN (
       SELECT g.group_id, g.key FROM ${own}.concurrency_group g
       WHERE NOT EXISTS (
         SELECT FROM ${own}.task t JOIN ${boss}.job j ON j.name = t.queue AND j.id = t.job_id
         WHERE j.group_id = g.group_id AND (t.is_open OR t.is_bad))
       LIMIT ${MAX_REMOVED} FOR UPDATE OF g SKIP LOCKED)`,
    [],
  );
  await transaction.query(
    `DELETE FROM ${own}.concurrency WHERE key IN (
       SELECT key FROM ${own}.concurrency c
       WHERE NOT EXISTS (SELECT FROM ${own}.concurrency_group g WHERE g.key = c.key)
       LIMIT ${MAX_REMOVED} FOR UPDATE OF c SKIP LOCKED)`,
    [],
  );
}
