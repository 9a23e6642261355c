import { describeSize, TaskError } from '@poppobuilder/core';
import { describeForLog } from '@poppobuilder/core/runner-kit';
import type { WorkerEnd } from '../host/worker-process.ts';
import { howToRaise } from '../limits/how-to-raise.ts';

/** Returns the error of a task whose worker ended before the task did. */
export function crashError(end: WorkerEnd, memoryLimit: number): TaskError {
  const { exitCode, signal, stderr, problem, fault } = end;
  if (fault === 'over limit') {
    return new TaskError({
      code: 'RESOURCE_LIMIT',
      message: `The task reported more at once than is read: its worker was ended because ${problem}.`,
      hint: 'Report less at once, use short keys, and put large data into the result or a file.',
    });
  }
  if (/heap out of memory|Reached heap limit/.test(stderr)) {
    const message = `The JavaScript heap of the task's worker reached the memoryLimit of ${describeSize(memoryLimit)}.`;
    return new TaskError({
      code: 'RESOURCE_LIMIT',
      message,
      hint: `Work in smaller parts, or ${howToRaise('memoryLimit')}.`,
    });
  }
  const how = problem ?? (signal === undefined ? `it exited with code ${exitCode}` : `${signal} ended it`);
  return new TaskError({
    code: 'WORKER_CRASHED',
    message: `The worker process of the task ended before the task had: ${how}.`,
    hint: 'A handler must not call process.exit(); the cause has what the process wrote last.',
    cause: describeForLog(end),
  });
}
