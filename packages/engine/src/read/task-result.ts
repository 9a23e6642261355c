import { TaskError, type TaskResult } from '@poppobuilder/core';
import { deserializeTaskError } from '@poppobuilder/core/runner-kit';
import type { TaskState } from '../job/task-state.ts';
import type { StateData } from './attempts.ts';

/** Returns the result of a completed task. Throws the error of one that did not succeed. */
export function resultOf(taskId: string, state: TaskState, data: StateData | null | undefined): TaskResult {
  if (state === 'succeeded') return data?.result ?? { success: true };
  const { error, reason } = data ?? {};
  const cause = error === undefined ? undefined : deserializeTaskError(error);
  if (state === 'expired') throw expired(taskId, reason, cause);
  throw cause ?? ended(taskId, state, reason);
}

function expired(taskId: string, reason: string | undefined, cause: TaskError | undefined): TaskError {
  const why = reason ?? 'It did not end in time.';
  return new TaskError({
    code: 'TASK_TIMEOUT',
    message: `The task "${taskId}" has expired. ${why}`,
    taskId,
    ...(cause === undefined ? {} : { cause }),
  });
}

function ended(taskId: string, state: TaskState, reason: string | undefined): TaskError {
  const why = reason === undefined ? '' : `: ${reason.replace(/\.$/, '')}`;
  if (state === 'cancelled') {
    return new TaskError({
      code: 'TASK_CANCELLED',
      message: `The task "${taskId}" was cancelled${why}.`,
      taskId,
    });
  }
  return new TaskError({ code: 'HANDLER_FAILED', message: `The task "${taskId}" failed${why}.`, taskId });
}
