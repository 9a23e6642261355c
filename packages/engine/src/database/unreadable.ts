import { TaskError } from '@poppobuilder/core';

/** Whether an error says that a text that was asked for has a NUL character: `character_not_in_repertoire`. */
export function isUnreadable(error: unknown): boolean {
  return (Object(error) as { code?: unknown }).code === '22021';
}

/** The `INVALID_TASK` of such an error. */
export function unreadable(cause: unknown): TaskError {
  return new TaskError({
    code: 'INVALID_TASK',
    message:
      'An id, a key or a text that was given has a NUL character, and no text of the database can hold one.',
    hint: 'Take NUL characters out.',
    cause,
  });
}
