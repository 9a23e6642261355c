import { describe, expect, it } from 'vitest';
import { beginningsOf, fillPeriods, rangeOf, requestOf } from './ranges.ts';

const NOW = new Date('2026-12-01T10:07:30Z');

describe('a range', () => {
  it.each([
    ['hour', 12, '2026-12-01T09:10:00.000Z', '2026-12-01T10:05:00.000Z'],
    ['day', 24, '2026-11-30T11:00:00.000Z', '2026-12-01T10:00:00.000Z'],
  ] as const)('of an %s has %i periods that end with the present one', (range, count, first, last) => {
    const begins = beginningsOf(range, NOW).map((at) => at.toISOString());
    expect(begins).toHaveLength(count);
    expect([begins[0], begins.at(-1)]).toEqual([first, last]);
    expect(requestOf(range, NOW).since).toBe(first);
  });

  it('of a week has seven days that begin at midnight', () => {
    const begins = beginningsOf('week', NOW);
    expect(begins).toHaveLength(7);
    expect(begins.every((at) => at.getHours() === 0)).toBe(true);
  });

  it('has periods in which nothing happened', () => {
    const known = {
      at: '2026-12-01T10:00:00.000Z',
      succeeded: 3,
      failed: 1,
      cancelled: 0,
      expired: 0,
      usd: 1,
      tokens: 2,
      unknownRuns: 0,
    };
    const periods = fillPeriods('day', NOW, [known]);
    expect(periods).toHaveLength(24);
    expect(periods.at(-1)).toBe(known);
    expect(periods[0]).toMatchObject({ succeeded: 0, usd: 0 });
    expect(periods[0]?.p50).toBeUndefined();
  });

  it('is only one of those that there are', () => {
    expect([rangeOf('week'), rangeOf('year'), rangeOf(undefined)]).toEqual(['week', undefined, undefined]);
  });
});
