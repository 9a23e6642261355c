import { startTimer } from '../timers/start-timer.ts';

/** What killing takes beyond the grace. In milliseconds. */
const KILL_TIME = 1_000;

/**
 * Waits for disposers, but no longer than the grace and a kill take: one that hangs must not block the others. Resolves with what
 * they threw.
 *
 * @param grace - in milliseconds
 */
export async function disposeWithin(disposed: Promise<unknown[]>, grace: number): Promise<unknown[]> {
  const { promise: over, resolve } = Promise.withResolvers<unknown[]>();
  const timer = startTimer(grace + KILL_TIME, () =>
    resolve([new Error(`it took longer than the grace of ${grace} ms`)]),
  );
  try {
    return await Promise.race([disposed, over]);
  } finally {
    timer.stop();
  }
}
