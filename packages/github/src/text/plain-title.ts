import { parseArgument, text as anyText } from '@poppobuilder/core/runner-kit';
import { INVISIBLE, LINE_BREAKS } from '../prompts/invisible-characters.ts';
import { closedIssues, NOT_CLOSED } from './closing-words.ts';
import { cutText } from './cut-text.ts';

/** The name of somebody; `@scope/name` is a package. */
const MENTION = /(?<![a-z0-9])@(?=[a-z0-9])(?![\w-]+\/[\w.-])/gi;

/** Scripts that join their letters, or need not, where a character without a width says so. */
const JOINING = String.raw`[[\p{L}\p{M}]--[\p{scx=Latin}\p{scx=Greek}\p{scx=Cyrillic}\p{scx=Han}]]`;

/** What readers see of characters that are invisible by themselves: emoji of several, and joiners between letters. */
const SHOWN = String.raw`\p{RGI_Emoji}|(?<=${JOINING})[\u200C\u200D](?=${JOINING})`;

const SHOWN_OR_INVISIBLE = new RegExp(`(${SHOWN})|${INVISIBLE.source}`, 'gv');

/** White space around the end of a line. */
const LINE_END = /(?<!\s)\s*[\n\t]\s*/g;

/**
 * Returns text as a title or the subject of a commit: one line of plain text, in which nothing is markup. A space behind
 * the `@` of a name and a word before an issue's number keep it from mentioning somebody and closing an issue.
 *
 * @param maxLength - in UTF-16 units; what is longer ends with `…`
 */
export function plainTitle(text: string, maxLength: number): string {
  parseArgument(anyText, text, { of: 'plainTitle()', name: 'text' });
  const line = text
    .toWellFormed()
    .replaceAll(LINE_BREAKS, '\n')
    .replaceAll(SHOWN_OR_INVISIBLE, '$1')
    .replaceAll(LINE_END, ' ')
    .trim();
  const places = closedIssues(line, { hasMarks: true });
  const parts = [0, ...places].map((place, index) => line.slice(place, places[index] ?? line.length));
  return cutText(parts.join(NOT_CLOSED).replaceAll(MENTION, '@ '), maxLength);
}
