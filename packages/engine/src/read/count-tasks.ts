import type { EngineContext } from '../engine-context.ts';
import { indexTexts } from '../search/index-texts.ts';
import { filterConditions } from './filter-conditions.ts';
import type { TaskFilter } from './list-options.ts';
import { type TaskState, TASK_STATES } from '../job/task-state.ts';

/** The number of tasks in each state. */
export type TaskTotals = Readonly<Record<TaskState, number>>;

/**
 * Counts tasks by state.
 *
 * @internal
 */
export async function countTasks({
  database,
  names: { own },
}: Pick<EngineContext, 'database' | 'names'>): Promise<TaskTotals> {
  const rows = await database.retryWhileUnavailable(async () =>
    database.query<{ state: TaskState; count: string }>(
      `WITH counted AS MATERIALIZED (
         SELECT CASE WHEN state = 'scheduled' AND due_at <= clock_timestamp() THEN 'queued' ELSE state END AS state,
           count(*) AS count
         FROM (SELECT state, due_at FROM ${own}.task WHERE is_open
           UNION ALL SELECT state, due_at FROM ${own}.task WHERE is_bad) other GROUP BY 1
       )
       SELECT * FROM counted
       UNION ALL SELECT 'succeeded', (SELECT count(*) FROM ${own}.task) - (SELECT coalesce(sum(count), 0) FROM counted)`,
      [],
    ),
  );
  return totalsOf(rows);
}

/**
 * Counts the tasks that match a filter by state.
 *
 * @internal
 */
export async function countMatching(
  { database, names }: Pick<EngineContext, 'database' | 'names'>,
  filter: TaskFilter,
): Promise<TaskTotals> {
  const conditions = filterConditions(names, filter);
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const rows = await database.retryWhileUnavailable(async () => {
    if (filter.text !== undefined) await indexTexts({ database, names });
    return database.query<{ state: TaskState; count: string }>(
      `SELECT CASE WHEN state = 'scheduled' AND due_at <= clock_timestamp() THEN 'queued' ELSE state END AS state,
         count(*) AS count
       FROM ${names.own}.task t ${where} GROUP BY 1`,
    );
  });
  return totalsOf(rows);
}

function totalsOf(rows: readonly { readonly state: TaskState; readonly count: string }[]): TaskTotals {
  const counts = new Map(rows.map(({ state, count }) => [state, Number(count)]));
  return Object.fromEntries(TASK_STATES.map((state) => [state, counts.get(state) ?? 0])) as TaskTotals;
}
