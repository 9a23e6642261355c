import { keepStart, parseArgument, text as anyText } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
const graphemes = new Intl.Segmenter();

const lengthSchema = z.int().min(1);

/** Characters around a place in which its own one is looked for; no written one is longer. */
const REACH = 64;

/** Returns the last place, not behind the given one, between two characters as people see them. */
export function characterStart(text: string, place: number): number {
  if (place <= 0 || place >= text.length) return Math.min(Math.max(place, 0), text.length);
  const from = beforeSurrogates(text, Math.max(0, place - REACH));
  const around = text.slice(from, place + REACH);
  const start = from + (graphemes.segment(around).containing(place - from)?.index ?? place - from);
  // A character that reaches over all of it is none; a text of such ones is cut between code points.
  return start === from && from > 0 ? beforeSurrogates(text, place) : start;
}

const beforeSurrogates = (text: string, place: number): number => keepStart(text, place).length;

/** Returns plain text of at most so many UTF-16 units, with `…` at its end where it was cut. */
export function cutText(text: string, maxLength: number): string {
  parseArgument(anyText, text, { of: 'cutText()', name: 'text' });
  parseArgument(lengthSchema, maxLength, { of: 'cutText()', name: 'maxLength' });
  if (text.length <= maxLength) return text;
  return `${text.slice(0, characterStart(text, maxLength - 1)).trimEnd()}…`;
}
