import { type TaskContext, TaskError } from '@poppobuilder/core';

/** Whether another attempt of the task follows an error, so that people need not hear of a failure yet. */
export function isRetried({ isLastAttempt }: Pick<TaskContext, 'isLastAttempt'>, error: unknown): boolean {
  if (!TaskError.is(error) || !error.retryable) return false;
  // A task that is given back, as by a worker that stops, uses up no attempt.
  return !isLastAttempt || error.code === 'TASK_CANCELLED';
}
