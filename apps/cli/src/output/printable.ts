import { stripVTControlCharacters } from 'node:util';
import { keepStart } from '@poppobuilder/core/runner-kit';

/** Control characters but tab and line feed. */
const CONTROL = /(?![\t\n])\p{Cc}/gu;

/** Text from elsewhere as a terminal may show it: without escape sequences and control characters but tab and line feed. */
export function printable(text: string): string {
  const lines = withoutUnfinished(text.replaceAll('\r\n', '\n'));
  return stripVTControlCharacters(lines).replaceAll(CONTROL, '');
}

/** Begins a title or a link for the terminal, up to one of the ends. */
const COMMAND = '\u001B]';
const COMMAND_ENDS = ['\u0007', '\u001B\\', '\u009C'] as const;

/** Beginnings behind the last end: Node would look for an end of each, again and again through all of the text. */
function withoutUnfinished(text: string): string {
  const lastEnd = Math.max(0, ...COMMAND_ENDS.map((end) => text.lastIndexOf(end)));
  return text.slice(0, lastEnd) + text.slice(lastEnd).replaceAll(COMMAND, '\u0000');
}

/** What is shown on a single line at most, in characters. */
const MAX_LINE = 2_000;

/** The same on a single line, which is cut where it is longer than anybody reads. */
export function printableLine(text: string): string {
  const lines = printable(text).split('\n');
  const trimmed = lines.map((line) => line.trim()).filter((line) => line !== '');
  const joined = trimmed.join(' ');
  return joined.length > MAX_LINE ? `${keepStart(joined, MAX_LINE)}...` : joined;
}
