import type { Occurrences } from './timing.ts';

/** Returns occurrences at an interval, in milliseconds, from the anchor, which is not one itself. */
export function intervalOccurrences(every: number, anchor: Date): Occurrences {
  const passed = (time: Date): number => Math.floor((time.getTime() - anchor.getTime()) / every);
  const nth = (n: number): Date => new Date(anchor.getTime() + n * every);
  return {
    next: (after) => nth(Math.max(passed(after) + 1, 1)),
    latest: (until) => (passed(until) < 1 ? undefined : nth(passed(until))),
  };
}
