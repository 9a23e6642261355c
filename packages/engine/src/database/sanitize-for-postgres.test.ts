import { describe, expect, it } from 'vitest';
import { findUnsupportedText, sanitizeForPostgres } from './sanitize-for-postgres.ts';

const HALVES = '\ud83d \ude00';

describe('sanitizeForPostgres', () => {
  it('returns a value itself that Postgres can store', () => {
    const value = { text: '😀', list: [null, 1, true, String.raw`\u0000 \ud83d`], empty: {} };
    expect(sanitizeForPostgres(value)).toBe(value);
  });

  it('replaces NUL and unpaired surrogates in texts and keys', () => {
    expect(sanitizeForPostgres({ [`a${HALVES}`]: ['b\0', { c: `😀${HALVES}` }], d: 1 })).toEqual({
      'a\ufffd \ufffd': ['b\ufffd', { c: '😀\ufffd \ufffd' }],
      d: 1,
    });
  });
});

describe('findUnsupportedText', () => {
  it.each([
    { title: 'a text', value: '\0', path: [] },
    { title: 'a text in an object', value: { a: [1, { b: HALVES }] }, path: ['a', 1, 'b'] },
    { title: 'a key', value: { a: { '\0': 1 } }, path: ['a', '\0'] },
    { title: 'nothing', value: { a: ['b', 1, null] }, path: undefined },
  ])('leads to $title', ({ value, path }) => {
    expect(findUnsupportedText(value)).toEqual(path);
  });
});
