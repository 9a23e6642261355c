import { expect, it } from 'vitest';
import { oldestChanges } from './oldest-changes.ts';

const item = (number: number, second: number): { number: number; updated_at: string } => ({
  number,
  updated_at: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(),
});

it('a poll looks at the oldest changes first, and says whether newer ones are left', () => {
  const changed = [item(1, 40), item(2, 30), item(3, 20), item(4, 10)];
  expect(oldestChanges(changed, 2)).toEqual({ items: [item(4, 10), item(3, 20)], isAll: false });
  expect(oldestChanges(changed, 4)).toEqual({ items: changed.toReversed(), isAll: true });
  expect(oldestChanges(changed, 5)).toEqual({ items: changed.toReversed(), isAll: true });
  expect(oldestChanges([], 5)).toEqual({ items: [], isAll: true });
});

it('changes of the same second stay together, so that the next poll gets on', () => {
  const changed = [item(1, 20), item(2, 10), item(3, 10), item(4, 10)];
  expect(oldestChanges(changed, 2)).toEqual({
    items: [item(4, 10), item(3, 10), item(2, 10)],
    isAll: false,
  });
});
