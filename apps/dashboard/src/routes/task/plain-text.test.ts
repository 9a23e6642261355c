import { expect, it } from 'vitest';
import { plainText } from './plain-text.ts';

it.each([
  ['\u001B[31mred\u001B[0m', 'red'],
  ['\u001B]0;title\u0007text', 'text'],
  ['a\u202Eb\u0000c', 'abc'],
  ['one\ntwo\n', 'one ⏎ two'],
  ['<b>bold</b>', '<b>bold</b>'],
])('%j is shown as %j', (text, shown) => {
  expect(plainText(text)).toBe(shown);
});

it('a line of a megabyte is cut', () => {
  expect(plainText('x'.repeat(2 ** 20))).toBe(`${'x'.repeat(2_000)} …`);
});
