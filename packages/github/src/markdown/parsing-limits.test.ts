import { describe, expect, it } from 'vitest';
import { parseableText } from './parsing-limits.ts';

const LENGTH = 65_536;
const repeated = (piece: string): string => piece.repeat(Math.ceil(LENGTH / piece.length));

describe('the text that is parsed', () => {
  it.each([
    ['prose', repeated('See [a](b), `c` and <d>. ')],
    ['a table of links', repeated('| [a](b "c") | [ ] | <!-- d --> |\n\n')],
    ['a list', repeated('- [x] a [b][c] ![d](e)\n')],
    ['nested quotes and lists', '> - 1. > * a\n'.repeat(100)],
  ])('is the text itself where people wrote it: %s', (_, text) => {
    expect(parseableText(text).masked).toHaveLength(0);
  });

  it.each([
    ['closing brackets', ']', /\]/g, 200],
    ['opening brackets', '[![', /\[/g, 200],
    ['links without an end', '[a](b (', /\]/g, 20],
    ['comments without an end', 'a <!--', /<!/g, 200],
    ['instructions without an end', 'a<?', /<\?/g, 200],
    ['pairs of brackets', '[a]', /\]/g, 4_000],
    ['quotes and lists in one line', '> - ', />/g, 20],
    ['numbers in one line', '1. ', /\./g, 40],
  ])('holds a fixed number of %s, however long it is', (_, piece, mark, most) => {
    for (const length of [1, 2, 8]) {
      const text = repeated(piece).repeat(length);
      const { text: parsed, masked } = parseableText(text);
      expect(parsed).toHaveLength(text.length);
      expect(parsed.match(mark)).toHaveLength(most);
      expect(masked.length).toBeGreaterThan(0);
    }
  });

  it.each([
    ['a quote', '> a\n'],
    ['a list in a quote', '> - a\n'],
  ])('holds a fixed number of lines without the mark of %s', (_, first) => {
    for (const length of [1, 2, 8]) {
      const text = first + repeated('b\n').repeat(length);
      expect(parseableText(text).text.match(/\n/g)).toHaveLength(2_001);
    }
  });

  it('keeps the lines of code and of further blocks', () => {
    const lines = 'b\n'.repeat(5_000);
    for (const text of [
      `- a\n\`\`\`\n${lines}\`\`\`\n`,
      `> a\n\n${lines}`,
      `- a\n${'  b\n'.repeat(5_000)}`,
      '> a\n'.repeat(5_000),
    ]) {
      expect(parseableText(text).masked).toEqual([]);
    }
  });

  it('counts anew behind an empty line', () => {
    expect(parseableText(`${']'.repeat(150)}\n\n${']'.repeat(150)}`).masked).toEqual([]);
  });
});
