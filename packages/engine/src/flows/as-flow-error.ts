import { type Task, TaskError } from '@poppobuilder/core';

/** What an attempt fails with when its flow could not be read or added to. */
export function asFlowError(error: unknown, { id }: Task): TaskError {
  if (TaskError.is(error)) return error;
  return new TaskError({
    code: 'COMPONENT_FAILED',
    message: `The flow of the task "${id}" could not be worked on: ${error instanceof Error ? error.message : String(error)}.`,
    retryable: true,
    taskId: id,
    cause: error,
  });
}
