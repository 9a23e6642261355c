import { describe, expect, it } from 'vitest';
import { plainText } from './plain-text.ts';
import { visibleText } from './visible-text.ts';

describe('code that a reader sees', () => {
  it.each([
    [
      'HTML in a fence',
      '```html\n<!DOCTYPE html>\n<script src="/app.js" defer></script>\n<a href="/login" class="btn">\n```',
    ],
    ['PHP in a fence', '```php\n<?php\n$user = $repo->find($id);\nif ($user->age > 18) {}\n```'],
    ['the start of a comment', 'Escape `<!--` in the template.\n\nAnd more.'],
    ['a hidden element', 'Do not drop `<div hidden>` from the page.\n\nAnd more.'],
    ['a type', 'It is a `Promise<User | null>`, not `Promise<User>`.'],
    ['more backticks', 'See `` `<!-- a -->` `` and ```<b title="x">```.'],
    ['a fence of tildes with one of backticks in it', '~~~\n```\n<!-- a -->\n```\n~~~'],
    ['a fence in a list', '1. See:\n\n   ```html\n   <a title="x">\n   <!-- a -->\n   ```\n\n2. b'],
    ['a fence in a quote in a list', '- > ```\n  > <!-- a -->\n  > ```'],
    ['indentation', 'a\n\n    <!-- a -->\n    [a]: b "c"\n\nb'],
    ['indentation in a list', '- a\n\n      <!-- a -->\n      ![a](b)'],
    ['code over lines', 'a `b\nc <!-- d --> e` f'],
    ['a definition in a fence', '```md\n[a]: https://x "title"\n![alt](x)\n```'],
    ['CDATA and entities', '```xml\n<![CDATA[ a ]]> &lt;&#64;\n```'],
    ['an unclosed fence', 'a\n\n```\n<!-- a'],
  ])('stays as it is: %s', (_, text) => {
    expect(visibleText(text)).toBe(text);
  });

  it('loses its invisible characters alone', () => {
    expect(visibleText('`a\u200B<!-- b -->`\n\n```\n<!--\u202E c -->\n```')).toBe(
      '`a<!-- b -->`\n\n```\n<!-- c -->\n```',
    );
  });
});

describe('what only looks like code', () => {
  it.each([
    ['behind a backtick that nothing closes', 'a ` b <!-- x -->', 'a ` b '],
    ['between escaped backticks', '\\`<!-- x -->\\`', '\\`\\`'],
    ['between backticks of different number', '`a <!-- x --> b``', '`a  b``'],
    ['in an HTML block', '<div>\n```\n<!-- x -->\n```\n</div>', '<div>\n```\n\n```\n</div>'],
    ['behind a list that has ended', '- ```\n  a\n\n<!-- x -->\nb', '- ```\n  a\n\n\nb'],
    ['in a paragraph that goes on', 'a\n    <!-- x -->', 'a\n    '],
  ])('loses its comments: %s', (_, text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });
});

describe('hidden content over several blocks', () => {
  it.each([
    ['an element', 'a\n\n<div hidden>\n\n# b\n\n```\nc\n```\n\n</div>\n\nd', 'a\n\n\n\nd'],
    ['an element in a quote, which ends it', '> <div hidden>\n>\n> a\n\nb', '> \n\nb'],
    ['a paragraph, which the next one ends', '<p hidden>\n\na', 'a'],
    ['a comment block without an end', 'a\n\n<!-- b\n\nc\n\n```\nd\n```', 'a\n\n'],
    ['a comment in a quote without an end', '> <!-- a\n\nb', '> '],
    ['a tag without an end', 'a\n\n<div title="b\n\nc', 'a\n\n'],
    ['an instruction over lines', 'a\n\n<?\nb\n\nc\n?>\n\nd', 'a\n\n\n\nd'],
  ])('goes: %s', (_, text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });
});

it('leaves out the cells of a row that its table does not show', () => {
  expect(visibleText('| a | b |\n|---|---|\n| c | d | `e` | [f](g) |\n| h |')).toBe(
    '| a | b |\n|---|---|\n| c | d \n| h |',
  );
});

describe('definitions', () => {
  it.each([
    ['that interrupt a paragraph', 'a\n[b]: c'],
    ['with more behind them', '[Bug]: login fails on mobile'],
    ['with an escaped bracket', '\\[a]: https://x'],
    ['in a heading', '# [a]: b'],
  ])('are none: %s', (_, text) => {
    expect(visibleText(text)).toBe(text);
  });

  it.each([
    ['that nothing refers to', '[a]: https://x\n\nb', '\nb'],
    ['in a quote', '> [a]: https://x "y"\n\nb', '> \n\nb'],
    ['of a label that is defined twice', '[a]\n\n[a]: u\n[A]: v', '[a]\n\n[a]: u\n'],
  ])('go: %s', (_, text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });
});

describe('a title', () => {
  it.each([
    'Handle <!-- in templates',
    '[Bug]: `Array<T extends object>` fails',
    'a &amp; b ![c](d)',
    'Keep `<!-- a -->`',
  ])('is plain text: %s', (title) => {
    expect(plainText(title)).toBe(title);
  });

  it('is one line without invisible characters and whole comments', () => {
    expect(plainText(' a\u200B\nb <!-- c -->d\u202E')).toBe('a b d');
  });
});
