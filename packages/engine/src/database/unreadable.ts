import { TaskError } from '@poppobuilder/core';

/** Whether an error means that a text in a statement has a NUL character (`character_not_in_repertoire`). */
export function isUnreadable(error: unknown): boolean {
  return (Object(error) as { code?: unknown }).code === '22021';
}

/** Returns the `INVALID_TASK` for such an error. */
export function unreadable(cause: unknown): TaskError {
  return new TaskError({
    code: 'INVALID_TASK',
    message: 'An id, a key or another text has a NUL character, which the database cannot store.',
    hint: 'Remove the NUL character.',
    cause,
  });
}
