import { type Task, TaskError } from '@poppobuilder/core';

/** Returns the error of an attempt whose flow could not be read or extended. */
export function asFlowError(error: unknown, { id }: Task): TaskError {
  if (TaskError.is(error)) return error;
  return new TaskError({
    code: 'COMPONENT_FAILED',
    message: `The flow of the task "${id}" could not be read or extended: ${error instanceof Error ? error.message : String(error)}.`,
    retryable: true,
    taskId: id,
    cause: error,
  });
}
