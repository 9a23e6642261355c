import { exitCodeOf, type Task, TaskError, type TaskRunner } from '@poppobuilder/core';

/** Exit codes from the one that counts most; 2 remains only when every task that did not succeed was refused. */
const BY_WEIGHT = [130, 124, 1, 2] as const;

/**
 * Runs tasks one after the other; a failure does not stop the rest, an abort cancels the one that runs and all after
 * it. Resolves with the exit code for all of them.
 */
export async function runTasks(
  tasks: readonly Task[],
  runner: Pick<TaskRunner, 'execute'>,
  signal: AbortSignal,
): Promise<number> {
  const exitCodes = new Set<number>();
  for (const task of tasks) {
    exitCodes.add(await exitCodeFor(runner.execute(task, { signal })));
  }
  return BY_WEIGHT.find((exitCode) => exitCodes.has(exitCode)) ?? 0;
}

async function exitCodeFor(execution: Promise<unknown>): Promise<number> {
  try {
    await execution;
    return 0;
  } catch (error) {
    if (TaskError.is(error)) return exitCodeOf(error.code);
    throw error;
  }
}
