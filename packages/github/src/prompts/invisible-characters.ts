/**
 * Characters that people do not see and a model reads: controls, zero-width and directional ones, fillers, variation
 * selectors and tags, which can spell out whole texts.
 */
export const INVISIBLE: RegExp = /(?![\n\t])[\p{Cc}\p{Default_Ignorable_Code_Point}\u{FFF9}-\u{FFFB}]/gu;

/** What ends a line somewhere. */
export const LINE_BREAKS: RegExp = /\r\n?|[\u2028\u2029\u0085]/g;

/** Takes out what is invisible, and ends every line with `\n`. */
export function withoutInvisible(text: string): string {
  return text.toWellFormed().replaceAll(LINE_BREAKS, '\n').replaceAll(INVISIBLE, '');
}
