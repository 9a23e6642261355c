import { describe, expect, it } from 'vitest';
import { spread } from './reserve-starts.ts';

const rate = { key: 'k', limit: 3, per: 300 };
const starts = (count: number, delay = 0): { rate: typeof rate; delay: number }[] =>
  Array.from({ length: count }, () => ({ rate, delay }));

describe('spread', () => {
  it('lets as many start at once as the limit allows, and then one per interval', () => {
    expect(spread(0, starts(6)).waits).toEqual([0, 0, 0, 100, 200, 300]);
  });

  it('continues after earlier reservations', () => {
    const { ahead } = spread(0, starts(4));
    expect(spread(ahead, starts(1)).waits).toEqual([200]);
  });

  it('ignores reservations in the past', () => {
    expect(spread(-10_000, starts(4)).waits).toEqual([0, 0, 0, 100]);
  });

  it('counts a delayed task at its own time', () => {
    expect(spread(0, starts(4, 1_000)).waits).toEqual([1_000, 1_000, 1_000, 1_100]);
  });
});
