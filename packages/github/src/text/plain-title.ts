import { parseArgument, text as anyText } from '@poppobuilder/core/runner-kit';
import { INVISIBLE, LINE_BREAKS } from '../prompts/invisible-characters.ts';
import { closedIssues, NOT_CLOSED } from './closing-words.ts';
import { cutText } from './cut-text.ts';

/** The mention of an account; `@scope/name` is a package. */
const MENTION = /(?<![a-z0-9])@(?=[a-z0-9])(?![\w-]+\/[\w.-])/gi;

/** Scripts in which zero-width characters control how letters join. */
const JOINING = String.raw`[[\p{L}\p{M}]--[\p{scx=Latin}\p{scx=Greek}\p{scx=Cyrillic}\p{scx=Han}]]`;

/** Invisible characters with a visible effect: in emoji sequences, and joiners between letters. */
const SHOWN = String.raw`\p{RGI_Emoji}|(?<=${JOINING})[\u200C\u200D](?=${JOINING})`;

let compiled: RegExp | undefined;

/** Compiled when it is first needed: that takes 20 ms. */
const shownOrInvisible = (): RegExp => (compiled ??= new RegExp(`(${SHOWN})|${INVISIBLE.source}`, 'gv'));

/** White space around a line break. */
const LINE_END = /(?<!\s)\s*[\n\t]\s*/g;

/**
 * Returns text as a title or commit subject: one line of plain text. A space after the `@` of a mention and a word
 * before the number of an issue keep it from notifying anyone and from closing an issue.
 *
 * @param maxLength - maximum length in UTF-16 units; a longer title ends with `…`
 */
export function plainTitle(text: string, maxLength: number): string {
  parseArgument(anyText, text, { of: 'plainTitle()', name: 'text' });
  const line = text
    .toWellFormed()
    .replaceAll(LINE_BREAKS, '\n')
    .replaceAll(shownOrInvisible(), '$1')
    .replaceAll(LINE_END, ' ')
    .trim();
  const places = closedIssues(line, { hasMarks: true });
  const parts = [0, ...places].map((place, index) => line.slice(place, places[index] ?? line.length));
  return cutText(parts.join(NOT_CLOSED).replaceAll(MENTION, '@ '), maxLength);
}
