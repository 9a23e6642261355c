import { parseResetTime } from './parse-reset-time.ts';

/** Delay for a limit without a valid end: 15 minutes. In milliseconds. */
const DEFAULT_DELAY = 15 * 60_000;

/** Minimum delay after a time in a text, which is rounded to the minute, or one that has passed. In milliseconds. */
const MIN_DELAY = 60_000;

/** Maximum time until a reset: limits last at most a month. In milliseconds. */
const MAX_WAIT = 32 * 24 * 3_600_000;

/** When the usage limit of an account resets. */
export interface LimitReset {
  /** In milliseconds since the epoch; absent when the CLI reports no valid time. */
  readonly resetsAt: number | undefined;
  /** Delay until a retry may succeed. In milliseconds. */
  readonly retryAfter: number;
}

/**
 * Returns when an account may be used again: at the announced time, or else at the one in the failure's text.
 *
 * @param announced - milliseconds since the epoch, if known
 * @param now - milliseconds since the epoch
 */
export function limitReset(announced: number | undefined, text: string, now: number): LimitReset {
  const isReadable = (time: number | undefined): time is number =>
    time !== undefined && time <= now + MAX_WAIT && time >= now - MAX_WAIT;
  const resetsAt = [announced, parseResetTime(text, now)].find(isReadable);
  return {
    resetsAt,
    retryAfter: resetsAt === undefined ? DEFAULT_DELAY : delayUntil(resetsAt, resetsAt === announced, now),
  };
}

const delayUntil = (resetsAt: number, isExact: boolean, now: number): number =>
  isExact && resetsAt > now ? resetsAt - now : Math.max(resetsAt - now, MIN_DELAY);
