import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTimer, type Timer } from './start-timer.ts';

const MAX = 2 ** 31 - 1;
const DAY = 24 * 3_600_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start(milliseconds: number): { timer: Timer; onExpiry: ReturnType<typeof vi.fn<() => void>> } {
  const onExpiry = vi.fn<() => void>();
  return { timer: startTimer(milliseconds, onExpiry), onExpiry };
}

describe('a timer', () => {
  it.each([1, 1_000, MAX, MAX + 1, 2 ** 31 + 1_000, 60 * DAY])(
    'runs out after %d ms, once',
    (milliseconds) => {
      const { onExpiry } = start(milliseconds);
      vi.advanceTimersByTime(milliseconds - 1);
      expect(onExpiry).not.toHaveBeenCalled();
      vi.advanceTimersByTime(1);
      expect(onExpiry).toHaveBeenCalledOnce();
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  it.each([Number.POSITIVE_INFINITY, Number.NaN])('of %d ms never runs out', (milliseconds) => {
    const { onExpiry } = start(milliseconds);
    vi.advanceTimersByTime(3 * MAX);
    expect(onExpiry).not.toHaveBeenCalled();
  });

  it.each([0, -1, -(2 ** 40), Number.NEGATIVE_INFINITY])('of %d ms is over at once', (milliseconds) => {
    const { onExpiry } = start(milliseconds);
    vi.advanceTimersByTime(1);
    expect(onExpiry).toHaveBeenCalledOnce();
  });

  it.each([1_000, 60 * DAY])('of %d ms calls nothing once it is stopped', (milliseconds) => {
    const { timer, onExpiry } = start(milliseconds);
    vi.advanceTimersByTime(milliseconds - 1);
    timer.stop();
    vi.advanceTimersByTime(MAX);
    expect(onExpiry).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});
