import { TaskError } from '@poppobuilder/core';

/** Returns the `TASK_NOT_FOUND` for the id of a task. */
export function taskNotFound(taskId: string): TaskError {
  return new TaskError({
    code: 'TASK_NOT_FOUND',
    message: `There is no task ${JSON.stringify(taskId)}. It was never submitted, or it ended and was deleted after the retention.`,
    taskId,
  });
}
