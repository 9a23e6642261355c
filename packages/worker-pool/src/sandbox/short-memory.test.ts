import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ShortMemory } from './short-memory.ts';

describe('a short memory', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('finds a thing once in ten seconds', () => {
    const memory = new ShortMemory<number>();
    let found = 0;
    const find = (): number => (found += 1);
    expect([memory.recall('a', find), memory.recall('a', find), memory.recall('b', find)]).toEqual([1, 1, 2]);
    vi.advanceTimersByTime(10_001);
    expect(memory.recall('a', find)).toBe(3);
  });
});
