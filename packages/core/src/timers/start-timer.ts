import { MAX_TIMEOUT } from './max-timeout.ts';

/** A timer that was started. */
export interface Timer {
  /** Stops it; nothing happens when it has run out. */
  stop(): void;
}

/**
 * Starts a timer that calls `onExpiry` once, after any number of milliseconds: `setTimeout` fires at once for more than
 * 2147483647. `Infinity` and `NaN` never end, and a negative time is over at once.
 */
export function startTimer(milliseconds: number, onExpiry: () => void): Timer {
  let timer: NodeJS.Timeout | undefined;
  const wait = (left: number): void => {
    const part = Math.min(left, MAX_TIMEOUT);
    timer = setTimeout(() => (left > part ? wait(left - part) : onExpiry()), Math.max(part, 0));
  };
  wait(Number.isNaN(milliseconds) ? Number.POSITIVE_INFINITY : milliseconds);
  return { stop: () => clearTimeout(timer) };
}
