import type { PgBoss } from 'pg-boss';
import type { Database, Queryable } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';
import { SCHEDULES_QUEUE } from '../schema/schedules.ts';
import { newTaskId } from '../job/job-id.ts';
import { type ScheduleRow, writeSchedule } from './schedule-row.ts';

/** Seconds for which pg-boss keeps a job that is not taken; 63 years. */
const KEPT = 2_000_000_000;

/** What the job of a schedule is made with. */
export interface WaitingJobParts {
  readonly boss: PgBoss;
  readonly database: Database;
  readonly names: SchemaNames;
}

/** Makes the queue that jobs of schedules wait in, if it is not there. */
export async function ensureScheduleQueue(boss: PgBoss): Promise<void> {
  await boss.createQueue(SCHEDULES_QUEUE, { retentionSeconds: KEPT, retryLimit: 0 });
}

/**
 * Has pg-boss wait for an occurrence of a schedule in place of the one that it waits for; for none when there is none.
 * Whoever calls it has locked the schedule.
 */
export async function waitFor(
  { boss, database, names }: WaitingJobParts,
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
