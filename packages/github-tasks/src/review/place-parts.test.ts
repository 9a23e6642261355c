import { describe, expect, it } from 'vitest';
import { placeParts } from './place-parts.ts';

interface Placement {
  readonly parts: (readonly number[])[];
  readonly refused: readonly number[];
  readonly tries: number;
  /** Refused items as they were known with the last part. */
  readonly told: readonly number[];
}

async function place(count: number, bad: readonly number[]): Promise<Placement> {
  const items = Array.from({ length: count }, (_, index) => index);
  const parts: (readonly number[])[] = [];
  let told: readonly number[] = [];
  let tries = 0;
  let isOver = false;
  const refused = await placeParts(items, async (part, isRest, known) => {
    expect(isOver).toBe(false);
    tries += 1;
    if (part.some((item) => bad.includes(item))) return false;
    parts.push(part);
    told = [...known];
    isOver = isRest;
    return true;
  });
  expect(isOver).toBe(true);
  expect(parts.flat().toSorted((a, b) => a - b)).toEqual(items.filter((item) => !bad.includes(item)));
  return { parts, refused, tries, told };
}

describe('items that are placed together', () => {
  it.each([0, 1, 2, 30])('are one part where none of %d is refused', async (count) => {
    expect(await place(count, [])).toMatchObject({ tries: 1, refused: [] });
  });

  it.each([2, 3, 6])('are one part without a single one of %d that is refused', async (count) => {
    for (let bad = 0; bad < count; bad += 1) {
      const { parts, refused, tries, told } = await place(count, [bad]);
      expect({ parts: parts.length, refused, told }).toEqual({ parts: 1, refused: [bad], told: [bad] });
      expect(tries).toBeLessThanOrEqual(count + 1);
    }
  });

  it.each([7, 12, 30])('are few parts, in few tries, where one of %d is refused', async (count) => {
    for (let bad = 0; bad < count; bad += 1) {
      const { parts, refused, tries, told } = await place(count, [bad]);
      expect({ refused, told }).toEqual({ refused: [bad], told: [bad] });
      expect(parts.length).toBeLessThanOrEqual(2);
      expect(tries).toBeLessThanOrEqual(13);
    }
  });

  it.each([
    { count: 1, bad: [0] },
    { count: 2, bad: [0, 1] },
    { count: 5, bad: [0, 4] },
    { count: 30, bad: [3, 4] },
    { count: 30, bad: [3, 17, 29] },
    { count: 9, bad: [0, 1, 2, 3, 4, 5, 6, 7, 8] },
  ])('are placed once where $bad of $count are refused', async ({ count, bad }) => {
    const { refused, told } = await place(count, bad);
    expect(refused.toSorted((a, b) => a - b)).toEqual(bad);
    expect(told.toSorted((a, b) => a - b)).toEqual(bad);
  });
});
