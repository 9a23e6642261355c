import { TaskError } from '@poppobuilder/core';

/** The SQLSTATE by which the database refuses a task whose key is in use in another queue. */
export const KEY_REFUSED = 'PB001';

/** The error of a submission: `INVALID_TASK` when the order of its key could not be kept, else as it is. */
export function asKeyRefusal(cause: unknown): unknown {
  const { code, message = '' } = Object(cause) as { code?: unknown; message?: string };
  if (code !== KEY_REFUSED) return cause;
  const hint = 'Submit it when those have ended, with the same labels, or with another key.';
  return new TaskError({ code: 'INVALID_TASK', message, hint, cause });
}
