import type { Queryable } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';
import type { TaskState } from '../job/task-state.ts';
import { jobIdOf } from '../job/job-id.ts';
import { taskNotFound } from '../job/task-not-found.ts';

/** A task as the projection has it. */
export interface KnownTask {
  readonly jobId: string;
  readonly queue: string;
  readonly state: TaskState;
}

/** Returns a task by its id. Rejects with `TASK_NOT_FOUND`. */
export async function findTask(
  queryable: Queryable,
  { own }: SchemaNames,
  taskId: string,
): Promise<KnownTask> {
  const [known] = await queryable.query<KnownTask>(
    `SELECT job_id AS "jobId", queue,
       CASE WHEN state = 'scheduled' AND due_at <= clock_timestamp() THEN 'queued' ELSE state END AS state
     FROM ${own}.task WHERE job_id = $1`,
    [jobIdOf(taskId)],
  );
  if (known !== undefined) return known;
  throw taskNotFound(taskId);
}
