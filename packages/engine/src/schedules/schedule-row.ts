import type { Queryable } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';
import type { NewTask } from '../job/new-task.ts';
import type { MissedPolicy, OverlapPolicy, Schedule, ScheduledSubmitOptions } from './schedule-options.ts';
import { listOccurrences, occurrencesOf } from './occurrences-of.ts';
import type { Timing } from './timing.ts';

/** An occurrence as it is stored. */
interface StoredOccurrence {
  /** ISO 8601. */
  readonly at: string;
  readonly taskId: string;
}

/** A row of the table of schedules. */
export interface ScheduleRow {
  readonly id: string;
  readonly timing: Timing;
  readonly task: NewTask;
  readonly options: ScheduledSubmitOptions;
  readonly missed: MissedPolicy;
  readonly overlap: OverlapPolicy;
  readonly is_paused: boolean;
  readonly anchor: Date;
  readonly next_at: Date | null;
  readonly job_id: string | null;
  readonly last: StoredOccurrence | null;
  readonly last_skipped: StoredOccurrence | null;
  readonly last_missed: { readonly at: string } | null;
  readonly last_error: { readonly at: string; readonly code: string; readonly message: string } | null;
  readonly created_at: Date;
  readonly updated_at: Date;
  /** The time of the database. */
  readonly now: Date;
}

/** Reads all schedules or one, which it can lock until the transaction ends. */
export async function readSchedules(
  database: Queryable,
  { own, boss }: SchemaNames,
  id?: string,
  lock: '' | 'FOR UPDATE' | 'FOR UPDATE NOWAIT' = '',
): Promise<readonly ScheduleRow[]> {
  const where = id === undefined ? 'ORDER BY id' : 'WHERE id = $1';
  return database.query<ScheduleRow>(
    `SELECT *, ${boss}.job_now() AS now FROM ${own}.schedule ${where} ${lock}`,
    id === undefined ? [] : [id],
  );
}

/** Changes columns of a schedule. */
export async function writeSchedule(
  transaction: Queryable,
  { own }: SchemaNames,
  id: string,
  columns: Partial<Omit<ScheduleRow, 'id' | 'now'>>,
): Promise<void> {
  const entries = Object.entries(columns);
  const sets = entries.map(([name], index) => `${name} = $${index + 2}`);
  await transaction.query(`UPDATE ${own}.schedule SET ${sets.join(', ')} WHERE id = $1`, [
    id,
    ...entries.map(([, value]) => value),
  ]);
}

/** Returns the schedule of a row, with its next occurrences. */
export function toSchedule(row: ScheduleRow, count: number): Schedule {
  const { id, timing, task, options, missed, overlap, last, last_skipped: skipped, last_error: error } = row;
  const next = listOccurrences(occurrencesOf(timing, row.anchor), row.next_at ?? undefined, count);
  return {
    id,
    ...('at' in timing ? { at: new Date(timing.at) } : timing),
    task,
    options,
    missed,
    overlap,
    isPaused: row.is_paused,
    next,
    ...(last === null ? {} : { last: { ...last, at: new Date(last.at) } }),
    ...(skipped === null ? {} : { lastSkipped: { ...skipped, at: new Date(skipped.at) } }),
    ...(row.last_missed === null ? {} : { lastMissed: new Date(row.last_missed.at) }),
    ...(error === null ? {} : { lastError: { ...error, at: new Date(error.at) } }),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
