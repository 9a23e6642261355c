import type { EngineContext } from '../engine-context.ts';
import type { TaskState } from '../job/task-state.ts';

/** How many tasks of a type and project are in a state. */
export interface TaskGroup {
  readonly state: TaskState;
  readonly type: string;
  readonly projectId: string;
  readonly count: number;
  /** When the oldest of them was submitted. */
  readonly oldest: Date;
}

interface GroupRow {
  readonly state: TaskState;
  readonly type: string;
  readonly project_id: string;
  readonly count: number;
  readonly oldest: Date;
}

/**
 * Counts the tasks that have not succeeded, by state, type and project.
 *
 * @internal
 */
export async function groupTasks({
  database,
  names: { own },
}: Pick<EngineContext, 'database' | 'names'>): Promise<TaskGroup[]> {
  const rows = await database.retryWhileUnavailable(async () =>
    database.query<GroupRow>(
      `SELECT CASE WHEN state = 'scheduled' AND due_at <= clock_timestamp() THEN 'queued' ELSE state END AS state,
         type, project_id, count(*)::int AS count, min(created_at) AS oldest
       FROM (SELECT state, due_at, type, project_id, created_at FROM ${own}.task WHERE is_open
         UNION ALL SELECT state, due_at, type, project_id, created_at FROM ${own}.task WHERE is_bad) other
       GROUP BY 1, 2, 3`,
      [],
    ),
  );
  return rows.map(({ project_id: projectId, ...row }) => ({ ...row, projectId }));
}
