import { expect, it } from 'vitest';
import { coloredText, plainText } from './plain-text.ts';

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

it.each([
  ['\u001B[31mred\u001B[0m plain', [{ text: 'red', colour: 'red' }, { text: ' plain' }]],
  ['\u001B[1;92mgo\u001B[22;39m on', [{ text: 'go', colour: 'green', isBold: true }, { text: ' on' }]],
  ['\u001B[38;5;4mblue\u001B[38;2;1;2;3mown', [{ text: 'blue', colour: 'blue' }, { text: 'own' }]],
  ['\u001B[41;33mon red', [{ text: 'on red', colour: 'yellow' }]],
  ['\u001B[2Ja\u001B]8;;javascript:alert(1)\u0007link\u001B]8;;\u0007', [{ text: 'a' }, { text: 'link' }]],
  ['\u001B[999999999999m\u001B[38mx', [{ text: 'x' }]],
])('%j is shown as the pieces %j', (text, pieces) => {
  expect(coloredText(text).map((piece) => JSON.parse(JSON.stringify(piece)) as unknown)).toMatchObject(
    pieces,
  );
});

it('a line of a hundred thousand colours is cut', () => {
  const pieces = coloredText('\u001B[31mx\u001B[32my'.repeat(100_000));
  expect(pieces.length).toBeLessThan(1_000);
  expect(pieces.at(-1)?.text).toBe(' …');
});
