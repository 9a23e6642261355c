import { type Task, TaskError } from '@poppobuilder/core';

/** pg-boss considers a job lost that is active for longer. In milliseconds. */
const MAX_ATTEMPT_TIME: number = 24 * 3_600_000;

/** Throws `INVALID_TASK` for a timeout that is longer than an attempt may take. */
export function checkTimeout({ id, timeout }: Task): void {
  if (timeout === undefined || timeout <= MAX_ATTEMPT_TIME) return;
  throw new TaskError({
    code: 'INVALID_TASK',
    message: `The task's timeout is ${timeout} ms, but an attempt may take at most 24 hours (${MAX_ATTEMPT_TIME} ms). Reduce it, or split the task into several that depend on each other.`,
    taskId: id,
  });
}
