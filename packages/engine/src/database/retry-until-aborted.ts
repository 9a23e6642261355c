import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from './database.ts';
import { isUnavailable } from './unavailable.ts';

/** In milliseconds. */
const RETRY_DELAY = 500;

/**
 * Repeats an operation for as long as the database is unavailable, also beyond the database's timeout. The operation must
 * be safe to run twice. Resolves with undefined as soon as the signal aborts. Rejects with any other error.
 */
export async function retryUntilAborted<T>(
  database: Database,
  operation: () => Promise<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  const aborted = Promise.withResolvers<undefined>();
  const onAbort = (): void => aborted.resolve(undefined);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([repeat(database, operation, signal), aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

async function repeat<T>(
  database: Database,
  operation: () => Promise<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  while (!signal.aborted) {
    try {
      return await database.retryWhileUnavailable(operation, signal);
    } catch (error) {
      if (signal.aborted) break;
      if (!isUnavailable(error)) throw error;
      await pause(RETRY_DELAY, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}
