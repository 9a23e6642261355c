import { lockJob } from '../control/lock-job.ts';
import type { Queryable } from '../database/database.ts';
import { clearTransitionReason, setTransitionReason } from '../database/transition-reason.ts';
import type { EngineContext } from '../engine-context.ts';
import type { SchemaNames } from '../schema/names.ts';

/** A task of a schedule that has not ended. */
export interface OpenTask {
  readonly id: string;
  readonly job_id: string;
  readonly queue: string;
}

/** Returns the tasks of a schedule that have not ended, including retried ones, oldest first. */
export async function findOpenTasks(
  transaction: Queryable,
  { own, boss }: SchemaNames,
  scheduleId: string,
): Promise<readonly OpenTask[]> {
  // Ids of other schedules may begin in the same way; the metadata names the schedule. ";" is the character after ":".
  return transaction.query<OpenTask>(
    `SELECT t.id, t.job_id, t.queue FROM ${own}.task t JOIN ${boss}.job j ON j.name = t.queue AND j.id = t.job_id
     WHERE t.is_open AND starts_with(t.id, 'schedule:')
       AND t.id COLLATE "C" >= $1 || ':' AND t.id COLLATE "C" < $1 || ';'
       AND j.data->'task'->'metadata'->'schedule'->>'id' = $2 ORDER BY t.number`,
    [`schedule:${scheduleId}`, scheduleId],
  );
}

/** Cancels a task that waits, and requests that one that runs stops. Whether it runs: its process must then be notified. */
export async function supersede(
  { boss, database, names }: Pick<EngineContext, 'boss' | 'database' | 'names'>,
  transaction: Queryable,
  { job_id: jobId, queue }: OpenTask,
): Promise<boolean> {
  const reason = 'The next occurrence of its schedule has come.';
  const job = await lockJob(transaction, names, { jobId, queue });
  if (job?.state === 'active') {
    await transaction.query(
      `UPDATE ${names.own}.task SET cancel_reason = $2 WHERE job_id = $1 AND cancel_reason IS NULL`,
      [jobId, reason],
    );
    return true;
  }
  await setTransitionReason(transaction, { outcome: 'superseded', reason });
  await boss.cancel(queue, jobId, { db: database.forBoss(transaction) });
  await clearTransitionReason(transaction);
  return false;
}
