/** Control sequences of terminals. */
// oxlint-disable-next-line no-control-regex -- these are what it removes
const SEQUENCES = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)|[@-Z\\-_])/g;
// oxlint-disable-next-line no-control-regex -- these are what it removes
const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g;

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
