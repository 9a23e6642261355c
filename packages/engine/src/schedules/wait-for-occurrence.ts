import type { PgBoss } from 'pg-boss';
import type { Queryable } from '../database/database.ts';
import type { EngineContext } from '../engine-context.ts';
import { RETENTION_SECONDS } from '../job/queues.ts';
import { SCHEDULES_QUEUE } from '../schema/schedules.ts';
import { newTaskId } from '../job/job-id.ts';
import { type ScheduleRow, writeSchedule } from './schedule-row.ts';

/** Creates the queue that jobs of schedules wait in, unless it exists. */
export async function ensureScheduleQueue(boss: PgBoss): Promise<void> {
  await boss.createQueue(SCHEDULES_QUEUE, { retentionSeconds: RETENTION_SECONDS, retryLimit: 0 });
}

/**
 * Replaces the job that waits for the next occurrence of a schedule; without an occurrence, removes it. The schedule must be
 * locked.
 */
export async function waitForOccurrence(
  { boss, database, names }: Pick<EngineContext, 'boss' | 'database' | 'names'>,
  transaction: Queryable,
  { id, job_id: earlier }: Pick<ScheduleRow, 'id' | 'job_id'>,
  next: Date | undefined,
): Promise<void> {
  const db = database.forBoss(transaction);
  if (earlier !== null) await boss.deleteJob(SCHEDULES_QUEUE, earlier, { db });
  if (next === undefined) {
    await writeSchedule(transaction, names, id, { next_at: null, job_id: null });
    return;
  }
  const job = { id: newTaskId(), data: { schedule: id, occurrence: next.toISOString() }, startAfter: next };
  await boss.insert(SCHEDULES_QUEUE, [job], { db });
  await writeSchedule(transaction, names, id, { next_at: next, job_id: job.id });
}
