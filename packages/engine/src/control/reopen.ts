import type { Queryable } from '../database/database.ts';
import { setTransitionReason } from '../database/transition-reason.ts';
import type { EngineContext } from '../engine-context.ts';
import { DEAD_QUEUE } from '../job/queue-names.ts';
import type { LockedJob } from './lock-job.ts';

/** What {@link reopen} and {@link deleteDeadLetters} need. */
export type ReopenContext = Pick<EngineContext, 'boss' | 'database' | 'names'>;

/**
 * Makes tasks that failed or were cancelled wait for another attempt, with their ids and histories, and deletes their dead
 * letters. Their jobs must be locked.
 */
export async function reopen(
  context: ReopenContext,
  transaction: Queryable,
  jobs: readonly LockedJob[],
): Promise<void> {
  const { boss, database, names } = context;
  const options = { db: database.forBoss(transaction) };
  const jobIds = jobs.map(({ id }) => id);
  await setTransitionReason(transaction, { outcome: 'retried', reason: 'It was retried by request.' });
  // The output of the last attempt says nothing about the next one.
  await transaction.query(
    `UPDATE ${names.boss}.job j SET output = NULL FROM ${names.own}.task t
     WHERE t.job_id = ANY($1::uuid[]) AND j.name = t.queue AND j.id = t.job_id`,
    [jobIds],
  );
  for (const [queue, ended] of Map.groupBy(jobs, (job) => job.queue)) {
    const failed = ended.filter(({ state }) => state === 'failed').map(({ id }) => id);
    const cancelled = ended.filter(({ state }) => state === 'cancelled').map(({ id }) => id);
    if (failed.length > 0) await boss.retry(queue, failed, options);
    if (cancelled.length > 0) await boss.resume(queue, cancelled, options);
  }
  await transaction.query(`SELECT ${names.own}.forget_past($1::uuid[])`, [jobIds]);
  await deleteDeadLetters(context, transaction, jobIds);
}

/** Deletes the dead letters of these tasks. */
export async function deleteDeadLetters(
  { boss, database, names }: ReopenContext,
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
