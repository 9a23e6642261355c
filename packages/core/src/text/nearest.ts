import { distance } from 'fastest-levenshtein';
import { parseArgument } from '../arguments/parse-argument.ts';
import { text, texts } from '../arguments/schemas.ts';

/** The word that is closest to what was typed, if one is close enough to be meant. */
export function nearest(typed: string, words: readonly string[]): string | undefined {
  parseArgument(text, typed, { of: 'nearest()', name: 'typed' });
  parseArgument(texts, words, { of: 'nearest()', name: 'words' });
  const wanted = typed.slice(0, 128).toLowerCase();
  const limit = Math.max(2, Math.floor(wanted.length / 3));
  const ranked = words
    .map((word) => ({ word, distance: distance(wanted, word.toLowerCase()) }))
    .filter((candidate) => candidate.distance <= limit)
    .toSorted((a, b) => a.distance - b.distance);
  return ranked[0]?.word;
}
