import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepEnd, keepFirstBytes, keepLastBytes, keepStart } from './whole-characters.ts';

describe('a text that is cut', () => {
  it.each([
    ['a😀b', 1, 'a', 'b'],
    ['a😀b', 2, 'a', 'b'],
    ['a😀b', 3, 'a😀', '😀b'],
    ['a😀b', 9, 'a😀b', 'a😀b'],
    ['😀', 1, '', ''],
    ['', 3, '', ''],
    ['abc', 0, '', ''],
  ])('%j to %d characters has no half of one', (text, length, start, end) => {
    expect(keepStart(text, length)).toBe(start);
    expect(keepEnd(text, length)).toBe(end);
  });

  it('keeps a half that stood alone before', () => {
    expect(keepStart('\uD83Dxy', 1)).toBe('\uD83D');
    expect(keepEnd('xy\uDE00', 1)).toBe('\uDE00');
  });
});

describe('bytes that are cut', () => {
  it('hold whole characters, as many as there is room for', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, length) => {
        const bytes = Buffer.from(text);
        const [first, last] = [keepFirstBytes(bytes, length), keepLastBytes(bytes, length)];
        expect([first.toString(), last.toString()].join('')).not.toContain('\uFFFD');
        for (const kept of [first, last]) {
          expect(kept.length).toBeLessThanOrEqual(length);
          expect(kept.length).toBeGreaterThan(Math.min(length, bytes.length) - 4);
        }
      }),
    );
  });

  it('stay themselves where they are no UTF-8', () => {
    const bytes = Buffer.alloc(10, 0x80);
    expect(keepFirstBytes(bytes, 5)).toEqual(bytes.subarray(5));
    expect(keepLastBytes(bytes, 5)).toEqual(bytes.subarray(5));
  });
});
