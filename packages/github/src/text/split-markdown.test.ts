import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitMarkdown } from './split-markdown.ts';

const seed = Date.now();

describe('a text', () => {
  it('that fits stays as it is', () => {
    expect(splitMarkdown('short\n')).toEqual(['short\n']);
  });

  it('is split between blocks', () => {
    const block = 'word '.repeat(20).trim();
    const parts = splitMarkdown([block, block, block, block].join('\n\n'), { maxLength: 300 });
    expect(parts).toEqual([`${block}\n\n${block}`, `${block}\n\n${block}`]);
  });

  it('keeps a code block whole where it fits into a part', () => {
    const code = `\`\`\`ts\n${'line\n\n'.repeat(20)}\`\`\`\n`;
    const parts = splitMarkdown(`${'before '.repeat(20)}\n\n${code}\nafter`, { maxLength: 260 });
    expect(parts).toHaveLength(2);
    expect(parts[1]).toContain(code.trimEnd());
  });

  it.each([['```ts'], ['~~~~ js title="a"'], ['> ```'], ['  ```']])(
    'has a long code block %s closed and opened again',
    (open) => {
      const prefix = /^[\s>]*/.exec(open)?.[0] ?? '';
      const mark = /[`~]+/.exec(open)?.[0] ?? '';
      const lines = Array.from({ length: 100 }, (_, index) => `${prefix}line ${index}`);
      const parts = splitMarkdown([open, ...lines, prefix + mark].join('\n'), { maxLength: 400 });
      expect(parts.length).toBeGreaterThan(2);
      for (const part of parts) {
        expect(part.startsWith(open)).toBe(true);
        expect(part.endsWith(`\n${prefix}${mark}`)).toBe(true);
        expect(part.match(/[`~]{3,}/g)).toHaveLength(2);
      }
      expect(parts.flatMap((part) => part.split('\n').slice(1, -1))).toEqual(lines);
    },
  );

  it('of one long line is cut at a space, and never through a character', () => {
    expect(
      splitMarkdown('word '.repeat(100), { maxLength: 200 }).every((part) => part.endsWith('word')),
    ).toBe(true);
    const parts = splitMarkdown('😀'.repeat(300), { maxLength: 201 });
    expect(parts.every((part) => part.isWellFormed())).toBe(true);
    expect(parts.join('')).toBe('😀'.repeat(300));
  });

  it('that is too long for all parts ends with a note', () => {
    const parts = splitMarkdown('a paragraph\n\n'.repeat(100), { maxLength: 100, maxParts: 3 });
    expect(parts).toHaveLength(3);
    expect(parts[2]).toMatch(
      /a paragraph\n\n\*The rest was omitted because it is too long for comments\.\*$/,
    );
    expect(parts.every((part) => part.length <= 100)).toBe(true);
  });

  it(`is never too long in a part, loses no word, and leaves no code block open (seed ${seed})`, () => {
    const line = fc.oneof(
      fc.constantFrom('', '```', '```js', '~~~', '````', 'text'),
      fc.string({ maxLength: 150 }).map((text) => text.replaceAll(/[`~\n]/g, '')),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
        const text = lines.join('\n');
        const parts = splitMarkdown(text, { maxLength: 200, maxParts: 1_000 });
        const bare = (some: string): string =>
          some.replaceAll(/^\s*(?:`{3,}|~{3,}).*$/gm, '').replaceAll(/\s/g, '');
        expect(parts.every((part) => part.length <= 200)).toBe(true);
        expect(parts.map(bare).join('')).toBe(bare(text));
      }),
      { seed },
    );
  });
});
