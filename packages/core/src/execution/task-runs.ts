import { placeOf } from './as-task-error.ts';
import type { RunnerMetrics } from './task-metrics.ts';
import type { TaskRun } from './task-run.ts';
import type { CancelOptions } from './task-runner.ts';

/** Cancels the run of a task, or all. Resolves when they have ended, with how many there were. */
export async function cancelRuns(
  all: readonly TaskRun[],
  taskId: string | undefined,
  { reason = 'cancelled by request', retryable = false }: CancelOptions,
): Promise<number> {
  const runs = taskId === undefined ? all : all.filter((run) => placeOf(run.given).taskId === taskId);
  for (const run of runs) run.cancel(reason, retryable);
  await Promise.all(runs.map((run) => run.ended));
  return runs.length;
}

/** Removes from a text the secrets of tasks in flight and of their projects. */
export function redactByRuns(runs: Iterable<TaskRun>, text: string): string {
  let masked = text;
  for (const run of runs) masked = run.masker?.text(masked) ?? masked;
  return masked;
}

/** The tasks that run now, for a runner's metrics. */
export function currentTasksOf(runs: Iterable<TaskRun>): Pick<RunnerMetrics, 'currentTask' | 'currentTasks'> {
  const currentTasks = [...runs]
    .filter((run) => run.startedAt !== undefined)
    .map((run) => {
      const { id, type, projectId } = run.checked.base;
      return { id, type, projectId, executionTime: run.duration };
    });
  const [currentTask] = currentTasks.toSorted((a, b) => b.executionTime - a.executionTime);
  return { ...(currentTask === undefined ? {} : { currentTask }), currentTasks };
}
