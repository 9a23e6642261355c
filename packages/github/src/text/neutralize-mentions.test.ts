import { describe, expect, it } from 'vitest';
import { neutralizeMentions } from './neutralize-mentions.ts';

/** As GitHub looks for them, in text that Markdown has made of it. */
const closes = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:#|GH-|https?:|[\w.-]+\/[\w.-]+#)\d*/i;

describe('the text of an agent', () => {
  it.each([
    ['Closes #1'],
    ['fixes: #1, resolves acme/shop#1 and closed GH-1'],
    ['Fixes https://github.com/acme/shop/issues/1'],
    ['Closes &#35;1 and clos&#101;s &num;1, f&#x69;xes #1'],
    [String.raw`Closes \#1`],
    ['Resolves\n\n#1'],
    ['Closes **#1** and fixes [#1](https://github.com/acme/shop/issues/1)'],
    ['```\nCloses #1\n```'],
  ])('closes no issue by %j', (text) => {
    expect(neutralizeMentions(text)).not.toMatch(closes);
    expect(neutralizeMentions(text).replaceAll(/[\\*[<]/g, '')).not.toMatch(closes);
  });

  it.each([
    ['<!-- a\n\nb --> @mallory', '<!-- a\n\nb --> @<!-- -->mallory'],
    ['<? a ?><!-- b\n\n-->@mallory', '<? a ?><!-- b\n\n-->(at)mallory'],
    ['<? a ?><!-- b\n\n@anna\n\n&#64;mallory', '<? a ?><!-- b\n\n(at)anna\n\n(at)mallory'],
  ])('shows nothing that a comment hides: %j', (text, expected) => {
    expect(neutralizeMentions(text)).toBe(expected);
  });

  it('still names issues', () => {
    expect(neutralizeMentions('Fixes #1. See #2.')).toBe('Fixes issue #1. See #2.');
    expect(neutralizeMentions(String.raw`Fixes \#1.`)).toBe(String.raw`Fixes issue \#1.`);
  });

  it.each([
    ['@mallory, look'],
    ['&#64;mallory &#x40;mallory &commat;mallory'],
    ['(@acme/everyone) .@mallory a/@mallory'],
    ['`a\n` @mallory `b`'],
    ['`` @mallory'],
    [String.raw`\`@mallory\``],
    ['<a href="`">@mallory` </a>'],
    ['| a | b |\n|-|-|\n| `a | @mallory` |'],
  ])('calls nobody by %j', (text) => {
    expect(neutralizeMentions(text)).not.toMatch(/@[a-z]/i);
  });

  it('leaves code, addresses and e-mail as they are', () => {
    const text = 'Use `@types/node`.\n\n```js\n@decorator\n```\n\nanna@example.com, https://x.org/@a';
    expect(neutralizeMentions(text)).toBe(text);
  });

  it('commands no other program', () => {
    expect(neutralizeMentions('/merge\n> /approve\na /b')).toBe('\\/merge\n> \\/approve\na /b');
  });

  it('is no marker', () => {
    expect(neutralizeMentions('<!-- poppobuilder:review task=x -->')).not.toContain('poppobuilder:');
    expect(neutralizeMentions('<!-- poppobuilder&#58;claim -->')).not.toContain('poppobuilder:');
  });
});

describe('what GitHub does not act on', () => {
  it.each([
    ['code by indentation', 'See:\n\n    @Override\n    /usr/bin/env node\n    &#64;a'],
    ['code in a table', '| a |\n| - |\n| `@Override` |'],
    ['a fence in a list', '- a\n\n  ```java\n  @Test\n  /bin/ls\n  ```'],
    ['a fence in a quote', '> ~~~\n> @Test\n> ~~~'],
    ['CSS', '```css\n.bar { position: fixed #fff; }\n```'],
    ['an entity and a style in a fence', '```html\n&#64;media <style>@media</style>\n```'],
    ['code between more backticks', 'a `` `@Test` `` b'],
    ['a suggestion', '```suggestion\n@Test\n/bin/x &#64;\n```'],
    ['addresses', 'https://www.npmjs.com/package/@octokit/rest <https://x.org/@a> [b](https://x.org/@c)'],
    ['e-mail', 'anna@example.com <anna@example.com>'],
    ['other entities', 'a &amp; &lt;b&gt; &#65;'],
    ['colours and pages', 'fixed #fff, fixes https://x.org/a, closes the #issue'],
    ['paths', 'In /usr/bin: a /b'],
  ])('stays: %s', (_, text) => {
    expect(neutralizeMentions(text)).toBe(text);
  });

  it('stays in code also where it closes an issue, unless the code may get into a commit', () => {
    const text = '```js\n// fixes #12, closes GH-3\n```\n\n`resolves acme/shop#4` fixes #5';
    expect(neutralizeMentions(text, { keepsCode: true })).toBe(text.replace('fixes #5', 'fixes issue #5'));
    expect(neutralizeMentions(text)).toBe(
      '```js\n// fixes issue #12, closes issue GH-3\n```\n\n`resolves issue acme/shop#4` fixes issue #5',
    );
  });
});

describe('what GitHub acts on', () => {
  it.each([
    ['a mention behind a backtick that nothing closes', 'a ` @b', 'a ` @<!-- -->b'],
    ['a mention in HTML', '<div>\n@b &#64;c\n</div>', '<div>\n@<!-- -->b &#64;<!-- -->c\n</div>'],
    ['a mention in a quote over lines', '> a\n> @b', '> a\n> @<!-- -->b'],
    ['an escaped mention', '\\@b', '\\@<!-- -->b'],
    ['a mention by number', '&commat;b', '&commat;<!-- -->b'],
    ['a mention behind the start of a comment', 'a <!-- @b', 'a \\<!-- @<!-- -->b'],
    ['a mention in emphasis', '_@b_ **@c** a_@d', '_@<!-- -->b_ **@<!-- -->c** a_@<!-- -->d'],
    ['a mention in the words of a link', '[@b](https://x.org)', '[@<!-- -->b](https://x.org)'],
    [
      'a mention in a title, a comment and an attribute',
      '[a](b "@c") <!-- @d --> <i title="@e">',
      '[a](b "&#64;c") <!-- &#64;d --> <i title="&#64;e">',
    ],
    ['a closing word over the end of a line', '> fixes\n> #1', '> fixes\n> issue #1'],
    ['a closing word in a comment', '<!-- closes #1 -->', '<!-- closes issue #1 -->'],
    ['a closing word before emphasis', 'Closes _**#1**_', 'Closes _**issue #1**_'],
    [
      'a closing word in emphasis',
      '**Closes** #1 and _fixes_ [#2](u)',
      '**Closes** issue #1 and _fixes_ [issue #2](u)',
    ],
    [
      'a closing word before an address',
      'Fixes <https://github.com/a/b/issues/1>',
      'Fixes issue <https://github.com/a/b/issues/1>',
    ],
    ['a closing word before another repository', 'closed: a/b#1', 'closed: issue a/b#1'],
    ['a command in HTML', '<div>\n/merge\n</div>', '<div>\n&#47;merge\n</div>'],
    [
      'a command in what is no code',
      '<div>\n```\n/merge @b\n```\n</div>',
      '<div>\n```\n&#47;merge @<!-- -->b\n```\n</div>',
    ],
    ['a command on a further line', 'a\n  /merge', 'a\n  \\/merge'],
  ])('is harmless: %s', (_, text, harmless) => {
    expect(neutralizeMentions(text)).toBe(harmless);
  });
});
