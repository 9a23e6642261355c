import { describe, expect, it } from 'vitest';
import { copyAsJson } from '@poppobuilder/core/runner-kit';
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

  it.each([
    { title: 'numbers', text: `[${'1,'.repeat(1_100_000)}1]` },
    { title: 'objects', text: `[${'{"a":1},'.repeat(550_000)}1]` },
    { title: 'short keys', text: `{${Array.from({ length: 1_100_001 }, (_, key) => `"${key}":1`).join()}}` },
    { title: 'levels', text: '['.repeat(1_100_001) + ']'.repeat(1_100_001) },
    { title: 'empty texts', text: `[${'"",'.repeat(1_100_000)}1]` },
  ])('with more $title than a result may have is not parsed', ({ text }) => {
    expect(findCostlyPart(`["completed",1,${text}]`)).toBe('more than 1100000 values');
  });

  it.each(['progress', 'log', 'line', 'described'])(
    "%s with a result's number of values is not parsed",
    (name) => {
      expect(findCostlyPart(`["${name}",[${'1,'.repeat(600_000)}1]]`)).toBe('more than 100000 values');
    },
  );

  it.each([
    { title: 'numbers', values: Array.from({ length: 999_999 }, () => 1) },
    { title: 'empty objects', values: Array.from({ length: 999_999 }, () => ({})) },
    { title: 'objects in objects', values: Array.from({ length: 333_333 }, () => ({ a: { b: 1 } })) },
  ])('with as many $title as a result may have is parsed', ({ values }) => {
    const result = copyAsJson({ values });
    expect(
      findCostlyPart(JSON.stringify(['completed', 1, { success: true, ...Object(result) }])),
    ).toBeUndefined();
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
