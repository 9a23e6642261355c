import { TaskError } from '@poppobuilder/core';

/** Returns the error of calls that wait when the engine closes. */
export const engineClosed = (): TaskError =>
  new TaskError({
    code: 'DATABASE_UNAVAILABLE',
    message:
      'The engine was closed while a call was waiting. Tasks are not affected. Repeat the call on another engine.',
  });
