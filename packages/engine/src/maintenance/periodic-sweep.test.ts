import { expect, it } from 'vitest';
import { timeToNext } from './periodic-sweep.ts';

it('counts the time to the next sweep from the start, after a timer that was late or early', () => {
  expect(timeToNext(0, 500)).toBe(500);
  expect(timeToNext(530, 500)).toBe(470);
  expect(timeToNext(499, 500)).toBe(501);
  expect(timeToNext(2_400, 500)).toBe(600);
});
