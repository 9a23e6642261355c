import { parseArgument, text as anyText } from '@poppobuilder/core/runner-kit';
import { withoutInvisible } from '../prompts/invisible-characters.ts';
import { closedIssues, NOT_CLOSED } from './closing-words.ts';
import { cutText } from './cut-text.ts';

/** The name of somebody; `@scope/name` is a package. */
const MENTION = /(?<![a-z0-9])@(?=[a-z0-9])(?![\w-]+\/[\w.-])/gi;

/**
 * Returns text as a title or the subject of a commit: one line of plain text, in which nothing is markup. A space behind
 * the `@` of a name and a word before an issue's number keep it from mentioning somebody and closing an issue.
 *
 * @param maxLength - in UTF-16 units; what is longer ends with `…`
 */
export function plainTitle(text: string, maxLength: number): string {
  parseArgument(anyText, text, { of: 'plainTitle()', name: 'text' });
  const line = withoutInvisible(text).replaceAll(/\s+/g, ' ').trim();
  const places = closedIssues(line, { hasMarks: true });
  const parts = [0, ...places].map((place, index) => line.slice(place, places[index] ?? line.length));
  return cutText(parts.join(NOT_CLOSED).replaceAll(MENTION, '@ '), maxLength);
}
