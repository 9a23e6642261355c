import { distance } from 'fastest-levenshtein';

/** Characters of a word that are compared. */
const MAX_LENGTH = 128;

/** Returns the word that is closest to what was typed, if one is close enough to be meant. */
export function closestWord(typed: string, words: readonly string[]): string | undefined {
  const wanted = typed.slice(0, MAX_LENGTH).toLowerCase();
  const limit = Math.max(2, Math.floor(wanted.length / 3));
  const ranked = words
    .map((word) => ({ word, distance: distance(wanted, word.toLowerCase()) }))
    .filter((candidate) => candidate.distance <= limit)
    .toSorted((a, b) => a.distance - b.distance);
  return ranked[0]?.word;
}
