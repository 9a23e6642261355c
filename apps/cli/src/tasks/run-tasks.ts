import { exitCodeOf, type Task, TaskError, type TaskEvents, type TaskRunner } from '@poppobuilder/core';

/** Exit codes by precedence; 2 only when every unsuccessful task was refused. */
const BY_WEIGHT = [130, 124, 1, 2] as const;

/**
 * Runs tasks one at a time. A failure does not stop the others; an abort cancels the running task and all after it.
 * Resolves with the exit code for all of them.
 */
export async function runTasks(
  tasks: readonly Task[],
  runner: Pick<TaskRunner, 'execute' | 'on' | 'off'>,
  signal: AbortSignal,
): Promise<number> {
  const exitCodes = new Set<number>();
  const refused = new Set<unknown>();
  const onRefusal = ({ error }: TaskEvents['task-rejected']): void => void refused.add(error);
  runner.on('task-rejected', onRefusal);
  for (const task of tasks) {
    exitCodes.add(await exitCodeFor(runner.execute(task, { signal }), refused));
  }
  runner.off('task-rejected', onRefusal);
  return BY_WEIGHT.find((exitCode) => exitCodes.has(exitCode)) ?? 0;
}

/** Returns the exit code of a task. A started task that fails is 1, because 2 means that nothing ran. */
async function exitCodeFor(execution: Promise<unknown>, refused: ReadonlySet<unknown>): Promise<number> {
  try {
    await execution;
    return 0;
  } catch (error) {
    if (!TaskError.is(error)) throw error;
    const exitCode = exitCodeOf(error.code);
    return exitCode === 2 && !refused.has(error) ? 1 : exitCode;
  }
}
