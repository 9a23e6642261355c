/**
 * Characters that people do not see and a model reads: controls, zero-width and directional ones, fillers, variation
 * selectors and tags, which can spell out whole texts.
 */
export const INVISIBLE: RegExp = /(?![\n\t])[\p{Cc}\p{Default_Ignorable_Code_Point}\u{FFF9}-\u{FFFB}]/gu;

/** All line breaks of Unicode. */
export const LINE_BREAKS: RegExp = /\r\n?|[\u2028\u2029\u0085]/g;

/** Removes invisible characters, and ends every line with `\n`. */
export function withoutInvisible(text: string): string {
  return text.toWellFormed().replaceAll(LINE_BREAKS, '\n').replaceAll(INVISIBLE, '');
}
