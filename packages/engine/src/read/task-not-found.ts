import { TaskError } from '@poppobuilder/core';

/** The error for an id that no task has. */
export function taskNotFound(taskId: string): TaskError {
  return new TaskError({
    code: 'TASK_NOT_FOUND',
    message: `There is no task with the id ${JSON.stringify(taskId)}. It was never submitted, or ended so long ago that it is not kept any more.`,
    taskId,
  });
}
