import { startTimer } from '../timers/start-timer.ts';

/** What killing takes beyond the grace, in milliseconds. */
const KILL_TIME = 1_000;

/**
 * Waits for disposers, but no longer than the grace and a kill take: one that hangs must hold up nobody. Gives what they
 * threw.
 *
 * @param grace - milliseconds
 */
export async function disposeWithin(
  disposed: Promise<unknown[]> | undefined,
  grace: number,
): Promise<unknown[]> {
  if (disposed === undefined) return [];
  const { promise: over, resolve } = Promise.withResolvers<unknown[]>();
  const hangs = new Error(`it took longer than the grace of ${grace} ms`);
  const timer = startTimer(grace + KILL_TIME, () => resolve([hangs]));
  try {
    return await Promise.race([disposed, over]);
  } finally {
    timer.stop();
  }
}
