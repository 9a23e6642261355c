import type { EngineContext } from '../engine-context.ts';
import { jobIdOf } from '../job/job-id.ts';
import { taskNotFound } from '../job/task-not-found.ts';
import type { TaskState } from '../job/task-state.ts';
import { type Explanation, toWaitReason, type WaitReasonRow } from './wait-reason.ts';

/** Returns why a task does not run. Rejects with `TASK_NOT_FOUND`, `DATABASE_UNAVAILABLE`. */
export async function explainTask(
  { database, names: { own } }: Pick<EngineContext, 'database' | 'names'>,
  taskId: string,
): Promise<Explanation> {
  const [row] = await database.retryWhileUnavailable(async () =>
    database.query<{ state: TaskState; reasons: readonly WaitReasonRow[] }>(
      `SELECT CASE WHEN t.state = 'scheduled' AND t.due_at <= clock_timestamp() THEN 'queued' ELSE t.state END AS state,
         ${own}.wait_reasons(t, false) AS reasons
       FROM ${own}.task t WHERE t.job_id = $1`,
      [jobIdOf(taskId)],
    ),
  );
  if (row === undefined) throw taskNotFound(taskId);
  return { state: row.state, waitingFor: row.reasons.map(toWaitReason) };
}
