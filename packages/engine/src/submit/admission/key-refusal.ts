import { TaskError } from '@poppobuilder/core';
import { KEY_REFUSED } from '../../schema/flow-control.ts';

/** Returns an `INVALID_TASK` when the order of a key could not be kept, and any other error as it is. */
export function asKeyRefusal(cause: unknown): unknown {
  const { code, message = '' } = Object(cause) as { code?: unknown; message?: string };
  if (code !== KEY_REFUSED) return cause;
  const hint = 'Submit it after those have ended, with the same labels, or with another key.';
  return new TaskError({ code: 'INVALID_TASK', message, hint, cause });
}
