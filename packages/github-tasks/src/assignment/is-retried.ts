import { type TaskContext, TaskError } from '@poppobuilder/core';

/** Whether another attempt follows an error, so that the failure is not reported yet. */
export function isRetried(context: Pick<TaskContext, 'isLastAttempt' | 'mayDefer'>, error: unknown): boolean {
  if (isDeferred(context, error)) return true;
  if (!TaskError.is(error) || !error.retryable) return false;
  // A task that is returned to the queue, as by a worker that stops, uses no attempt.
  return !context.isLastAttempt || error.code === 'TASK_CANCELLED';
}

/** Whether somebody has stopped the task for good. */
export const isCancelled = (error: unknown): error is TaskError =>
  TaskError.is(error) && error.code === 'TASK_CANCELLED' && !error.retryable;

/** Whether the task waits after an error, and has not failed. */
export function isDeferred({ mayDefer }: Pick<TaskContext, 'mayDefer'>, error: unknown): error is TaskError {
  return mayDefer && TaskError.is(error) && error.deferred === true;
}
