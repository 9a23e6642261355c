/**
 * Returns the words of a text for the search. Names in code are found whole and by their parts. It also runs in the
 * browser, where its source is copied to: it uses nothing from outside.
 */
export function wordsOf(text: string): string[] {
  return [...text.matchAll(/[\p{L}\p{N}_]+/gu)].flatMap(([word]) => {
    const parts = word.split(/_|(?<=\p{Ll})(?=\p{Lu})/u).filter((part) => part !== '');
    return parts.length > 1 ? [word, ...parts] : [word];
  });
}
