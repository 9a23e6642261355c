import { Cron } from 'croner';

/** A day, in milliseconds since the epoch. */
export interface Day {
  readonly start: number;
  readonly end: number;
}

/** Returns the day in which a time lies, in a time zone. */
export function dayAt(now: number, timeZone: string): Day {
  const midnight = new Cron('0 0 * * *', { timezone: timeZone, paused: true });
  // Only whole seconds count, and the one of the reference is left out.
  const [start] = midnight.previousRuns(1, new Date(Math.floor(now / 1_000) * 1_000 + 1_000));
  const end = midnight.nextRun(new Date(now));
  return { start: start?.getTime() ?? 0, end: end?.getTime() ?? Number.MAX_SAFE_INTEGER };
}
