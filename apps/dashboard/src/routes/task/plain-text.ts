import { colourAfter, type Style } from './ansi-style.ts';

const ESCAPE = String.fromCodePoint(0x1b);
const BELL = String.fromCodePoint(0x07);

/** Control sequences of terminals: those that end with a letter, those that end with a bell or a terminator, and short ones. */
const SEQUENCES = new RegExp(
  `${ESCAPE}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${BELL}${ESCAPE}]*(?:${BELL}|${ESCAPE}\\\\)|[@-Z\\\\-_])`,
  'g',
);

/** Characters that steer a terminal or turn the direction of writing; lines and tabs stay. */
const CONTROLS = /(?![\t\n])[\p{Bidi_Control}\p{Cc}]/gu;

/** The longest text of a line that is shown. In characters. */
const MAX_LENGTH = 2_000;

/** A piece of a line with one look. */
export interface Piece extends Style {
  readonly text: string;
}

/** Returns one line of text in pieces by their colour, without what else steers a terminal or turns the direction of writing. */
export function coloredText(text: string): readonly Piece[] {
  const given = text.slice(0, 2 * MAX_LENGTH).trimEnd();
  const pieces: Piece[] = [];
  let style: Style = {};
  let left = MAX_LENGTH;
  let from = 0;
  const add = (to: number): void => {
    const plain = given.slice(from, to).replaceAll(CONTROLS, '').replaceAll('\n', ' ⏎ ');
    if (plain !== '') pieces.push({ text: plain.slice(0, left), ...style });
    left -= plain.length;
  };
  for (const { 0: sequence, index } of given.matchAll(SEQUENCES)) {
    add(index);
    if (left < 0) break;
    from = index + sequence.length;
    style = colourAfter(style, sequence);
  }
  if (left >= 0) add(given.length);
  if (left < 0 || text.length > 2 * MAX_LENGTH) pieces.push({ text: ' …' });
  return pieces;
}

/** Returns one line of text without what steers a terminal or turns the direction of writing. */
export function plainText(text: string): string {
  return coloredText(text)
    .map((piece) => piece.text)
    .join('');
}

/** Returns text of several lines without what steers a terminal or turns the direction of writing. */
export function plainBlock(text: string): string {
  return text.replaceAll(SEQUENCES, '').replaceAll(CONTROLS, '').trimEnd();
}
