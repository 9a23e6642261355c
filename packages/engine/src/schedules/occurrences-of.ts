import { cronOccurrences } from './cron-occurrences.ts';
import { intervalOccurrences } from './interval-occurrences.ts';
import type { Occurrences, Timing } from './timing.ts';

/** Returns the occurrences of a timing. Throws `INVALID_CONFIG`. */
export function occurrencesOf(timing: Timing, anchor: Date): Occurrences {
  if ('cron' in timing) return cronOccurrences(timing.cron, timing.timeZone);
  if ('every' in timing) return intervalOccurrences(timing.every, anchor);
  const at = new Date(timing.at);
  return {
    next: (after) => (at > after ? at : undefined),
    latest: (until) => (at <= until ? at : undefined),
  };
}

/** Returns occurrences in order, beginning with the one that is waited for. */
export function listOccurrences(
  occurrences: Pick<Occurrences, 'next'>,
  first: Date | undefined,
  count: number,
): Date[] {
  const list: Date[] = [];
  for (let one = first; one !== undefined && list.length < count; one = occurrences.next(one)) list.push(one);
  return list;
}
