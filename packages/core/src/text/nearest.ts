import { parseArgument } from '../arguments/parse-argument.ts';
import { text, texts } from '../arguments/schemas.ts';
import { closestWord } from './closest-word.ts';

/**
 * Returns the word that is closest to what was typed, if one is close enough to be meant.
 *
 * @throws TaskError `INVALID_TASK` when an argument has the wrong type
 */
export function nearest(typed: string, words: readonly string[]): string | undefined {
  parseArgument(text, typed, { of: 'nearest()', name: 'typed' });
  parseArgument(texts, words, { of: 'nearest()', name: 'words' });
  return closestWord(typed, words);
}
