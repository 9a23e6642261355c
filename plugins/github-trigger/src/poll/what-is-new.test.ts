import { expect, it } from 'vitest';
import { whatIsNew } from './what-is-new.ts';

const at = (day: number): string => new Date(Date.UTC(2026, 0, 1) + day * 24 * 3_600_000).toISOString();

it('a comment that was answered is no news to a poll a month later, when nothing remembers the answer any more', () => {
  const isNew = whatIsNew({ startedAt: at(0), polledAt: at(40) }, at(40.01));
  expect(isNew(at(5))).toBe(false);
  expect(isNew(at(5), at(40.005))).toBe(false);
  expect(isNew(at(40.005))).toBe(true);
});

it('a poll looks back a day, and at younger comments that were edited', () => {
  const isNew = whatIsNew({ startedAt: at(0), polledAt: at(40) }, at(40.01));
  expect(isNew(at(39.5))).toBe(true);
  expect(isNew(at(20), at(39.5))).toBe(true);
  expect(isNew(at(20), at(20))).toBe(false);
  expect(isNew(undefined)).toBe(false);
});

it('what was written before the project was watched is never news', () => {
  const isNew = whatIsNew({ startedAt: at(40), polledAt: at(40) }, at(40.01));
  expect(isNew(at(39.9))).toBe(false);
  expect(isNew(at(39.9), at(40.005))).toBe(false);
});

it('after two months without a poll, everything since the last one is news', () => {
  const isNew = whatIsNew({ startedAt: at(0), polledAt: at(40) }, at(100));
  expect(isNew(at(41))).toBe(true);
  expect(isNew(at(39.9))).toBe(false);
});
