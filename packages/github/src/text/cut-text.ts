import { keepStart, parseArgument, text as anyText } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
let graphemes: Intl.Segmenter | undefined;

const lengthSchema = z.int().min(1);

/** How far around an offset its grapheme is searched for; no written one is longer. In UTF-16 units. */
const WINDOW = 64;

/** Returns the last boundary between two graphemes that is not after the given offset. */
export function characterStart(text: string, place: number): number {
  if (place <= 0 || place >= text.length) return Math.min(Math.max(place, 0), text.length);
  const from = beforeSurrogates(text, Math.max(0, place - WINDOW));
  const around = text.slice(from, place + WINDOW);
  // Made when it is first needed: that takes 10 ms.
  graphemes ??= new Intl.Segmenter();
  const start = from + (graphemes.segment(around).containing(place - from)?.index ?? place - from);
  // A grapheme that spans the whole window is not a real one; such text is cut between code points.
  return start === from && from > 0 ? beforeSurrogates(text, place) : start;
}

const beforeSurrogates = (text: string, place: number): number => keepStart(text, place).length;

/** Returns plain text of at most `maxLength` UTF-16 units, with `…` at its end if it was cut. */
export function cutText(text: string, maxLength: number): string {
  parseArgument(anyText, text, { of: 'cutText()', name: 'text' });
  parseArgument(lengthSchema, maxLength, { of: 'cutText()', name: 'maxLength' });
  if (text.length <= maxLength) return text;
  return `${text.slice(0, characterStart(text, maxLength - 1)).trimEnd()}…`;
}
