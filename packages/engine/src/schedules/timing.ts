import { cronOccurrences } from './cron-occurrences.ts';
import { intervalOccurrences } from './interval-occurrences.ts';

/** When a schedule is due, as it is kept. */
export type Timing =
  | { readonly cron: string; readonly timeZone: string }
  /** Milliseconds. */
  | { readonly every: number }
  /** ISO 8601. */
  | { readonly at: string };

/** The times at which something is due. */
export interface Occurrences {
  /** The first one after a time. */
  next(after: Date): Date | undefined;
  /** The last one at or before a time. */
  latest(until: Date): Date | undefined;
}

/** The occurrences of a timing. Throws `INVALID_CONFIG`. */
export function occurrencesOf(timing: Timing, anchor: Date): Occurrences {
  if ('cron' in timing) return cronOccurrences(timing.cron, timing.timeZone);
  if ('every' in timing) return intervalOccurrences(timing.every, anchor);
  const at = new Date(timing.at);
  return {
    next: (after) => (at > after ? at : undefined),
    latest: (until) => (at <= until ? at : undefined),
  };
}

/** The occurrences that follow, beginning with the one that is waited for. */
export function listOccurrences(
  occurrences: Pick<Occurrences, 'next'>,
  first: Date | undefined,
  count: number,
): Date[] {
  const list: Date[] = [];
  for (let one = first; one !== undefined && list.length < count; one = occurrences.next(one)) list.push(one);
  return list;
}
