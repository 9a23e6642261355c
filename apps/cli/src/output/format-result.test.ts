import { expect, it } from 'vitest';
import { formatResult } from './format-result.ts';

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
