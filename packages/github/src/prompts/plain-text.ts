import { withoutInvisible } from './invisible-characters.ts';

/** Code, in which a comment is shown, or a comment. */
const CODE_OR_COMMENT = /(?<!`)(`{1,9})(?!`)[^`]*(?<!`)\1(?!`)|<!--.*?(?:-->|--!>)/g;

/**
 * Returns a title, label or the like as one line. It is no Markdown and stays as it is, but for invisible characters and
 * whole comments outside of code.
 */
export function plainText(text: string): string {
  return withoutInvisible(text)
    .replaceAll('\n', ' ')
    .replaceAll(CODE_OR_COMMENT, (match) => (match.startsWith('`') ? match : ''))
    .trim();
}
