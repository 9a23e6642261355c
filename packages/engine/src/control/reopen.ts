import type { PgBoss } from 'pg-boss';
import type { Database, Queryable } from '../database/database.ts';
import { setTransitionReason } from '../database/transition-reason.ts';
import type { SchemaNames } from '../schema/names.ts';
import { DEAD_QUEUE } from '../job/queue-names.ts';
import type { LockedJob } from './lock-job.ts';

/** What {@link reopen} works with. */
export interface ReopenParts {
  readonly boss: PgBoss;
  readonly database: Database;
  readonly names: SchemaNames;
}

/**
 * Lets tasks wait for another attempt that have failed or were cancelled, with their ids and histories, and takes their
 * copies out of the dead letters. Their jobs must be locked.
 */
export async function reopen(
  { boss, database, names }: ReopenParts,
  transaction: Queryable,
  jobs: readonly LockedJob[],
): Promise<void> {
  const within = { db: database.forBoss(transaction) };
  await setTransitionReason(transaction, { outcome: 'retried', reason: 'It was asked to be tried again.' });
  // How it ended once says nothing of how it ends next.
  await transaction.query(
    `UPDATE ${names.boss}.job j SET output = NULL FROM ${names.own}.task t
     WHERE t.job_id = ANY($1::uuid[]) AND j.name = t.queue AND j.id = t.job_id`,
    [jobs.map(({ id }) => id)],
  );
  for (const [queue, ended] of Map.groupBy(jobs, (job) => job.queue)) {
    const failed = ended.filter(({ state }) => state === 'failed').map(({ id }) => id);
    const cancelled = ended.filter(({ state }) => state === 'cancelled').map(({ id }) => id);
    if (failed.length > 0) await boss.retry(queue, failed, within);
    if (cancelled.length > 0) await boss.resume(queue, cancelled, within);
  }
  await transaction.query(`SELECT ${names.own}.forget_past($1::uuid[])`, [jobs.map(({ id }) => id)]);
  await dropDeadLetters(
    { boss, database, names },
    transaction,
    jobs.map(({ id }) => id),
  );
}

/** Deletes what the dead letters hold of these tasks. */
export async function dropDeadLetters(
  { boss, database, names }: ReopenParts,
  transaction: Queryable,
  jobIds: readonly string[],
): Promise<void> {
  const copies = await transaction.query<{ id: string }>(
    `SELECT id FROM ${names.boss}.job WHERE source_root_id = ANY($1::uuid[]) AND name = '${DEAD_QUEUE}'`,
    [jobIds],
  );
  if (copies.length === 0) return;
  const db = database.forBoss(transaction);
  await boss.deleteJob(
    DEAD_QUEUE,
    copies.map(({ id }) => id),
    { db },
  );
}
