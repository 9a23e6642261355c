import { describe, expect, it } from 'vitest';
import { findCostlyPart, maxLength } from './message-limits.ts';

const MEBI = 1024 * 1024;
const LIMIT = 'keys over 16383 characters with more than 1048576 characters together';

/** An object in JSON with keys of a length, with white space before the colons. */
function withKeys(count: number, length: number, key = 'k', space = ''): string {
  const keys = Array.from(
    { length: count },
    (_, index) => key.repeat(length) + String(index).padStart(6, '0'),
  );
  return `["completed",1,{${keys.map((name) => `${JSON.stringify(name)}${space}:1`).join()}}]`;
}

describe('how long a message may be', () => {
  it.each(['completed', 'failed', 'rejected', 'checked', 'broken'])('is 256 Mi for %s', (name) => {
    expect(maxLength(`["${name}",1,{`)).toBe(256 * MEBI);
  });

  it.each([
    '["progress","a',
    '["log",',
    '["line",',
    '["described",',
    ' ["completed",1',
    '["completedly",',
    '[',
  ])('is 4 Mi for what begins with %s', (beginning) => {
    expect(maxLength(beginning)).toBe(4 * MEBI);
  });
});

describe('a message', () => {
  it.each([
    { title: 'many long keys', text: withKeys(100, 20_000) },
    { title: 'many long keys with escaped quotation marks', text: withKeys(100, 10_000, '"') },
    { title: 'many long keys with backslashes at their ends', text: withKeys(100, 10_000, '\\') },
    { title: 'white space before the colons', text: withKeys(100, 20_000, 'k', ' \t\r ') },
    { title: 'one key without end', text: `{"${'k'.repeat(2 * MEBI)}":1}` },
    { title: 'long keys deep within', text: `[[[${'[],'.repeat(1000)}${withKeys(100, 17_000)}]]]` },
  ])('with $title is not parsed', ({ text }) => {
    expect(findCostlyPart(text)).toBe(LIMIT);
  });

  it('with more objects than the host collects at once is not parsed', () => {
    expect(findCostlyPart(`[${'{},'.repeat(4 * MEBI)}{}]`)).toBe('more than 4194304 objects and arrays');
  });

  it.each([
    { title: 'some long keys', text: withKeys(50, 20_000) },
    { title: 'many keys of the longest length that is hashed', text: withKeys(500, 16_377) },
    { title: 'long values', text: JSON.stringify(Array.from({ length: 100 }, () => 'v'.repeat(20_000))) },
    {
      title: 'long values that hold colons and quotation marks',
      text: JSON.stringify(Array.from({ length: 100 }, () => '":'.repeat(20_000))),
    },
    { title: 'brackets in a text', text: JSON.stringify('[{'.repeat(4 * MEBI)) },
    { title: 'a string without end', text: `["${'x'.repeat(2 * MEBI)}` },
  ])('with $title is parsed', ({ text }) => {
    expect(findCostlyPart(text)).toBeUndefined();
  });
});
