import { describe, expect, it } from 'vitest';
import { piecesOf, shorten, shortenFields } from './fit-text.ts';

const LIMIT = 256 * 1024;

describe('a text that is longer than a message', () => {
  it.each(['', 'short', 'x'.repeat(LIMIT), 'x'.repeat(3 * LIMIT + 1), `x${'😀'.repeat(LIMIT)}`])(
    'is the same when its pieces are put together, none of which splits a character',
    (text) => {
      const pieces = piecesOf(text);
      expect(pieces.join('') === text).toBe(true);
      expect(pieces.every((piece) => piece.isWellFormed() && piece.length <= LIMIT)).toBe(true);
    },
  );

  it('says how much of it was cut', () => {
    expect(shorten('x'.repeat(LIMIT + 5)).slice(LIMIT)).toBe(' [5 characters more]');
    expect(shorten(`x${'😀'.repeat(LIMIT)}`).isWellFormed()).toBe(true);
  });

  it('that fits is left alone', () => {
    expect(shorten('x'.repeat(LIMIT))).toHaveLength(LIMIT);
    expect(shortenFields({ a: 'text' })).toEqual({ a: 'text' });
  });

  it('is left out of fields, which say so', () => {
    expect(shortenFields({ a: 'x'.repeat(LIMIT) })).toEqual({ omitted: `${LIMIT + 8} characters of fields` });
  });
});
