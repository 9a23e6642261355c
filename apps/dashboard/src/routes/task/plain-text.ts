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

/** Returns one line of text without what steers a terminal or turns the direction of writing. */
export function plainText(text: string): string {
  const plain = text
    .slice(0, 2 * MAX_LENGTH)
    .trimEnd()
    .replaceAll(SEQUENCES, '')
    .replaceAll(CONTROLS, '')
    .replaceAll('\n', ' ⏎ ');
  return plain.length > MAX_LENGTH || text.length > 2 * MAX_LENGTH
    ? `${plain.slice(0, MAX_LENGTH)} …`
    : plain;
}
