import { type TaskContext, TaskError } from '@poppobuilder/core';

/** Whether another attempt follows an error, so that the failure is not reported yet. */
export function isRetried({ isLastAttempt }: Pick<TaskContext, 'isLastAttempt'>, error: unknown): boolean {
  if (!TaskError.is(error) || !error.retryable) return false;
  // A task that is returned to the queue, as by a worker that stops, uses no attempt.
  return !isLastAttempt || error.code === 'TASK_CANCELLED';
}
