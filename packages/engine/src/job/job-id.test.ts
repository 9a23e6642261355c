import { describe, expect, it } from 'vitest';
import { newTaskId } from './job-id.ts';

describe('newTaskId', () => {
  it('returns ascending ids, also within a millisecond and after the clock is set back', () => {
    const now = Date.now();
    const ids = Array.from({ length: 20_000 }, (_, index) => newTaskId(index < 10_000 ? now : now - 60_000));
    expect(ids).toEqual([...new Set(ids)].toSorted());
  });
});
