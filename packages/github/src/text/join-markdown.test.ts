import { describe, expect, it } from 'vitest';
import { readMarkdown } from '../markdown/read-markdown.ts';
import { joinMarkdown, prefixMarkdown } from './join-markdown.ts';

const NEXT = 'Closes #5.';

describe('texts that are joined', () => {
  it.each([
    ['Fixed:\n\n```js\nx();', 'Fixed:\n\n```js\nx();\n```'],
    ['~~~~\n```\n~~~', '~~~~\n```\n~~~\n~~~~'],
    ['- a\n\n  ```js\n  x();\n```', '- a\n\n  ```js\n  x();\n```\n```'],
    ['- a\n\n  ```js\n  x();', '- a\n\n  ```js\n  x();'],
    ['> ```\n> a', '> ```\n> a'],
    ['a\n\n<!-- b', 'a\n\n<!-- b\n-->'],
    ['<pre>\na', '<pre>\na\n</pre>'],
    ['<?php\n\na', '<?php\n\na\n?>'],
    ['<details>\n\na', '<details>\n\na\n\n</details>'],
    ['a <b>b', 'a <b>b\n\n</b>'],
    ['> <!-- a', '> <!-- a\n\n<!-- -->\n\n</blockquote>'],
    ['<div title="a', '&lt;div title="a'],
    ['| a |\n|-|\n| b |', '| a |\n|-|\n| b |'],
    ['a `b', 'a `b'],
    ['<p align="center">a', '<p align="center">a'],
    ['<sub>', '<sub>\n\n</sub>'],
    ['<ins>\n<samp>', '<ins>\n<samp>\n\n</samp>\n</ins>'],
    ['<section hidden>a', '<section hidden>a\n\n</section>'],
    ['<template>a', '<template>a\n\n</template>'],
    ['1. <!-- a', '1. <!-- a\n\n<!-- -->\n\n</ol>'],
    ['<p align="center">\n<img src="a"', '<p align="center">\n&lt;img src="a"'],
    ['<div\n', '&lt;div\n'],
    ['<p>a</p>b <![c', '<p>a</p>b <![c\n\n<!-- -->'],
    ['<p>a <?b', '<p>a <?b\n\n<!-- -->'],
    ['<p>a </ b', '<p>a </ b\n\n<!-- -->'],
    ['<p>a <!b> c', '<p>a <!b> c'],
  ])('are each what they are alone behind %j', (text, closed) => {
    const joined = joinMarkdown([text, NEXT]);
    expect(joined).toBe(`${closed}\n\n${NEXT}`);
    expect(readMarkdown(joined).tree.children.at(-1)).toMatchObject({ type: 'paragraph' });
  });

  it('are two lists where they are two', () => {
    expect(joinMarkdown(['- a', '- b'])).toBe('- a\n\n<!-- -->\n\n- b');
    expect(joinMarkdown(['1. a', '    code'])).toBe('1. a\n\n<!-- -->\n\n    code');
    expect(joinMarkdown(['- a', 'b', '', '- c'])).toBe('- a\n\nb\n\n- c');
  });
});

describe('a word before a text', () => {
  it('is in its paragraph, and above what is none', () => {
    expect(prefixMarkdown('@anna ', 'Done.')).toBe('@anna Done.');
    expect(prefixMarkdown('@anna ', '```\na\n```')).toBe('@anna\n\n```\na\n```');
    expect(prefixMarkdown('@anna ', '    code')).toBe('@anna\n\n    code');
    expect(prefixMarkdown('', '- a')).toBe('- a');
  });
});
