import {
  delimitUntrusted,
  joinMarkdown,
  neutralizeMentions,
  splitMarkdown,
  visibleText,
} from '@poppobuilder/github';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { parameters } from './settings.ts';
import { shownText } from './shown-text.ts';

vi.setConfig({ testTimeout: 120_000 });

/** Pieces of which a text consists; `word` and `canary` get a number each. */
const SHOWN = [
  'word ',
  'word\n',
  '\n\n',
  '- ',
  '1. ',
  '> ',
  '    ',
  '\t',
  '# ',
  '`',
  '``',
  '\n```\n',
  '\n~~~\n',
  '```js\n',
  '\n- ```\n  ',
  '> ~~~\n',
  '*',
  '_',
  '~~',
  '\\',
  '&lt;',
  '&amp;',
  '[word]',
  '](',
  ')',
  '<b>',
  '</b>',
  '<word>',
  '<div>\n',
  '\n</div>\n',
  '<pre>\n',
  '</pre>',
  '<',
  '>',
  '\n| a | b |\n| - | - |\n| word | `',
  ' | ',
  '[^1]',
  '\n\n[^1]: word\n',
  '<details>\n\n',
  '\n---\n',
  'https://x.org/word ',
  '<script>',
  '$',
];
const HIDDEN = [
  '<!-- canary -->',
  '<!-- canary\n\n-->',
  '<!--',
  '-->',
  '![canary](u)',
  '[word](u "canary")',
  '<i title="canary">',
  '<p hidden>canary</p>',
  '\n\n<div hidden>\n\ncanary\n\n</div>\n\n',
  '\n\n[canary]: u "canary"\n\n',
  '<? canary ?>',
  '<!X canary>',
  '<template>canary</template>',
];

const texts = (pieces: readonly string[]): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...pieces), { maxLength: 25 })
    .map((parts) =>
      parts.map((part, index) => part.replaceAll(/word|canary/g, (word) => `${word}${index}x`)).join(''),
    );

const wordsOf = (text: string, kind: string): string[] => text.match(new RegExp(`${kind}\\d+x`, 'g')) ?? [];

describe('untrusted Markdown', () => {
  it('reaches the agent exactly as far as its HTML shows it', () => {
    fc.assert(
      fc.property(texts([...SHOWN, ...HIDDEN]), (text) => {
        const visible = visibleText(text);
        const shown = shownText(text);
        for (const word of wordsOf(shown, '(?:word|canary)')) expect(visible).toContain(word);
        const hidden = wordsOf(text, 'canary').filter((word) => !shown.includes(word));
        for (const word of hidden) expect(visible).not.toContain(word);
      }),
      parameters,
    );
  });

  it('loses nothing if nothing is hidden', () => {
    const code = fc
      .string({ unit: fc.constantFrom(...'<!-->`~*[]()"a \n'.split('')) })
      .filter((text) => !/^ {0,3}(?:~{5}|`{5})/m.test(text));
    fc.assert(
      fc.property(code, fc.constantFrom('`````', '~~~~~'), (text, fence) => {
        const block = `a\n\n${fence}html\n${text}\n${fence}\n\nb`;
        expect(visibleText(block)).toBe(block);
        expect(neutralizeMentions(block, { keepsCode: true })).toBe(block);
        const nested = block.replaceAll(/^(?=.)/gm, '> ').replaceAll(/^$/gm, '>');
        expect(visibleText(nested)).toBe(nested);
      }),
      parameters,
    );
  });

  it('never closes its block, and contains nothing invisible', () => {
    const piece = fc.constantFrom(
      ...SHOWN,
      ...HIDDEN,
      '<',
      '/',
      'issue',
      '>',
      '\u200B',
      '</issue>',
      '<!-- -->',
      '\u202E',
      '\u{E0041}',
      '\0',
      '\u2028',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (parts) => {
        const block = delimitUntrusted('issue', parts.join(''), {
          fields: { Title: parts.join('') },
          limit: 60,
        });
        expect(block.match(/<\s*\/?\s*issue/gi)).toEqual(['<issue', '</issue']);
        expect(block).not.toMatch(/(?![\n\t])[\p{Cc}\p{Default_Ignorable_Code_Point}]/u);
      }),
      parameters,
    );
  });
});

describe('Markdown of an agent', () => {
  const answers = texts([
    ...SHOWN,
    ...HIDDEN,
    '@mallory ',
    'fixes #1 ',
    '\n/merge ',
    '&#64;mallory ',
    'closes **#1** ',
  ]);

  it('mentions nobody, and renders as before', () => {
    fc.assert(
      fc.property(answers, (text) => {
        const shown = shownText(neutralizeMentions(text));
        expect(shown.replaceAll('issue ', '')).toBe(shownText(text).replaceAll('issue ', ''));
      }),
      parameters,
    );
  });

  it('does not absorb the text after it', () => {
    fc.assert(
      fc.property(answers, (text) => {
        const joined = joinMarkdown([text, 'Closes #5.']);
        expect(shownText(joined)).toMatch(/(?:^|\n)Closes #5\.(?:\nFootnotes|$)/);
        expect(shownText(`${joined}\n\n<!-- a -->\n\n    b`)).toMatch(/Closes #5\.\s+b\s*(?:Footnotes|$)/);
      }),
      parameters,
    );
  });

  it('is split into parts without losing a word', () => {
    fc.assert(
      fc.property(fc.array(answers, { minLength: 5, maxLength: 8 }), (parts) => {
        const text = parts.join('\n');
        const split = splitMarkdown(text, { maxLength: 250, maxParts: 1_000 });
        for (const part of split) expect(part.length).toBeLessThanOrEqual(250);
        for (const word of wordsOf(text, 'word')) expect(split.join('')).toContain(word);
      }),
      parameters,
    );
  });
});
