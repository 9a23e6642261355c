import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { characterStart, cutText } from './cut-text.ts';
import { cutMarkdown } from './split-markdown.ts';

const seed = Date.now();
const FAMILY = '👩\u200D👩\u200D👧';

describe('text', () => {
  it('is cut between characters as people see them', () => {
    expect(cutText('abc', 3)).toBe('abc');
    expect(cutText('abcd', 3)).toBe('ab…');
    expect(cutText(`${FAMILY}${FAMILY}`, 12)).toBe(`${FAMILY}…`);
    expect(cutText('🇯🇵🇩🇪', 7)).toBe('🇯🇵…');
  });

  it(`is never cut within one (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (text, place) => {
        const start = characterStart(text, place);
        expect(start).toBeLessThanOrEqual(place);
        expect(text.slice(0, start).isWellFormed()).toBe(true);
      }),
      { seed },
    );
  });

  it('without an end of a character is cut all the same', () => {
    expect(characterStart(`a${'\u0301'.repeat(500)}`, 300)).toBe(300);
  });
});

describe('Markdown', () => {
  it('has closed what its cut leaves open', () => {
    expect(cutMarkdown('```js\na\nb\nc\n```', 8)).toEqual({ text: '```js\na\n```', end: 7 });
    expect(cutMarkdown('a <!-- b', 100)).toEqual({ text: 'a <!-- b', end: 8 });
    expect(cutMarkdown('<details>\n\nabc', 13).text).toBe('<details>\n\n\n</details>');
  });
});
