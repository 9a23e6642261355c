import type { HistoryPeriod } from '../api/types.ts';

/** The spans of time that charts show. */
export const RANGES = ['hour', 'day', 'week'] as const;

export type Range = (typeof RANGES)[number];

const MINUTE = 60_000;

/** The step of each range, and how many periods it has. */
const SPANS = {
  hour: { step: '5-minutes', length: 5 * MINUTE, count: 12 },
  day: { step: 'hour', length: 60 * MINUTE, count: 24 },
  week: { step: 'day', length: 24 * 60 * MINUTE, count: 7 },
} as const;

/** Reads a range from a parameter of a URL. */
export const rangeOf = (value: unknown): Range | undefined => RANGES.find((range) => range === value);

/** Returns what to ask the daemon for. Days begin when they do for the person. */
export function requestOf(range: Range, now: Date) {
  const [first = now] = beginningsOf(range, now);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return { step: SPANS[range].step, since: first.toISOString(), timeZone };
}

/** Returns when the periods of a range begin; the last one is the present one. */
export function beginningsOf(range: Range, now: Date): Date[] {
  const { length, count } = SPANS[range];
  return Array.from({ length: count }, (_, index) => {
    const back = count - 1 - index;
    if (range === 'week') return new Date(now.getFullYear(), now.getMonth(), now.getDate() - back);
    return new Date((Math.floor(now.getTime() / length) - back) * length);
  });
}

/** Returns all periods of a range: those that the daemon leaves out had nothing. */
export function fillPeriods(range: Range, now: Date, items: readonly HistoryPeriod[]): HistoryPeriod[] {
  const known = new Map(items.map((period) => [Date.parse(period.at), period]));
  const nothing = {
    succeeded: 0,
    failed: 0,
    cancelled: 0,
    expired: 0,
    usd: 0,
    tokens: 0,
    unknownRuns: 0,
  };
  return beginningsOf(range, now).map(
    (at) => known.get(at.getTime()) ?? { ...nothing, at: at.toISOString() },
  );
}
