import { type Task, TaskError } from '@poppobuilder/core';

/** Milliseconds that one attempt may take: pg-boss takes a job for lost that is active any longer. */
const LONGEST_ATTEMPT: number = 24 * 3_600_000;

/** Throws `INVALID_TASK` for a task that is allowed to run longer than an attempt may. */
export function checkTimeout({ id, timeout }: Task): void {
  if (timeout === undefined || timeout <= LONGEST_ATTEMPT) return;
  throw new TaskError({
    code: 'INVALID_TASK',
    message: `The task's timeout is ${timeout} ms, and one attempt may take 24 hours (${LONGEST_ATTEMPT} ms) at most. Give it less time, or make several tasks of it that depend on each other.`,
    taskId: id,
  });
}
