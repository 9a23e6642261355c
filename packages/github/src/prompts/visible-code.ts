import { INVISIBLE, LINE_BREAKS } from './invisible-characters.ts';

/**
 * Shows code whole: comments count there, and what is invisible is told by its number, such as `\u{202E}`, so that nothing
 * in it reads other than it runs. Only a line's own end stays one.
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
