import type { Queryable } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';
import type { Counts } from './format.ts';
import type { TransferSummary } from './transfer-options.ts';

/** Returns the number of tasks that have not ended. */
export async function countOpen(database: Queryable, { own }: SchemaNames): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM ${own}.task WHERE is_open`,
  );
  return row?.count ?? 0;
}

/** Returns the summary of the rows that were moved. */
export function summaryOf(counts: Counts, openTasks: number): TransferSummary {
  const { task = 0, event = 0, schedule = 0 } = counts;
  return { tasks: task, openTasks, events: event, schedules: schedule };
}
