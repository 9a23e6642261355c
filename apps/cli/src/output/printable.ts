import { stripVTControlCharacters } from 'node:util';
import { keepStart } from '@poppobuilder/core/runner-kit';

/** Control characters except tab and line feed. */
const CONTROL = /(?![\t\n])\p{Cc}/gu;

/** Returns foreign text that is safe for a terminal: without escape sequences and control characters, except tab and line feed. */
export function printable(text: string): string {
  const lines = withoutUnfinished(text.replaceAll('\r\n', '\n'));
  return stripVTControlCharacters(lines).replaceAll(CONTROL, '');
}

/** Starts a title or a link of a terminal, up to one of the ends. */
const COMMAND = '\u001B]';
const COMMAND_ENDS = ['\u0007', '\u001B\\', '\u009C'] as const;

/** Removes starts after the last end. For each of them Node would search the rest of the text for an end. */
function withoutUnfinished(text: string): string {
  const lastEnd = Math.max(0, ...COMMAND_ENDS.map((end) => text.lastIndexOf(end)));
  return text.slice(0, lastEnd) + text.slice(lastEnd).replaceAll(COMMAND, '\u0000');
}

/** Maximum length of a single line. In characters. */
const MAX_LINE = 2_000;

/** Returns foreign text as a single safe line, which is cut if it is too long to read. */
export function printableLine(text: string): string {
  const lines = printable(text).split('\n');
  const trimmed = lines.map((line) => line.trim()).filter((line) => line !== '');
  const joined = trimmed.join(' ');
  return joined.length > MAX_LINE ? `${keepStart(joined, MAX_LINE)}...` : joined;
}
