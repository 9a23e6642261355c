import type { EngineContext } from '../engine-context.ts';
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
  const counts = new Map(rows.map(({ state, count }) => [state, Number(count)]));
  return Object.fromEntries(TASK_STATES.map((state) => [state, counts.get(state) ?? 0])) as TaskTotals;
}
