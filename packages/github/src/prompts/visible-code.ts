import { INVISIBLE, LINE_BREAKS } from './invisible-characters.ts';

/**
 * Returns code in full: comments are kept, and an invisible character is replaced by its code point, such as `\u{202E}`,
 * so that the code reads as it runs. Only real line breaks stay line breaks.
 */
export function visibleCode(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('\r\n', '\n')
    .replaceAll(LINE_BREAKS, numbered)
    .replaceAll(INVISIBLE, numbered);
}

const numbered = (character: string): string =>
  character === '\n' ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`;
