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

  it('still names issues', () => {
    expect(neutralizeMentions('Fixes #1. See #2.')).toBe('Fixes issue #1. See #2.');
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
