import { withoutInvisible } from './invisible-characters.ts';

/** Code, in which a comment is shown, or a comment. */
const CODE_OR_COMMENT = /(?<!`)(`{1,9})(?!`)[^`]*(?<!`)\1(?!`)|<!--.*?(?:-->|--!>)/g;

/**
 * Returns a title, label or similar text as one line. It is not Markdown and is kept, apart from invisible characters
 * and whole comments outside of code.
 */
export function plainText(text: string): string {
  return withoutInvisible(text)
    .replaceAll('\n', ' ')
    .replaceAll(CODE_OR_COMMENT, (match) => (match.startsWith('`') ? match : ''))
    .trim();
}
