import { expect, it } from 'vitest';
import { formatDuration, formatResult } from './format-result.ts';

it('shows the fields of a result that were not shown already', () => {
  const result = {
    success: true,
    stdout: 'long',
    durationMs: 3,
    truncated: false,
    outputFile: null,
    count: 2,
    text: 'one\n\ntwo\u0007\n',
    usage: { input: 1 },
    list: Array.from({ length: 200 }, () => 1),
  } as const;
  expect(formatResult(result).split('\n')).toEqual([
    '  count: 2',
    '  text:',
    '    one',
    '',
    '    two',
    '  usage: {"input":1}',
    expect.stringMatching(/^ {2}list: \[1,1,.*\.\.\.$/),
  ]);
});

it.each([
  [0, '0 ms'],
  [12.4, '12 ms'],
  [999.4, '999 ms'],
  [999.9, '1.0 s'],
  [1_250, '1.2 s'],
  [59_999, '59.9 s'],
  [123_000, '2 min 3 s'],
])('%d milliseconds read %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});
