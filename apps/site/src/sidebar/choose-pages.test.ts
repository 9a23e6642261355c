import { expect, it } from 'vitest';
import { choosePages } from './choose-pages.ts';

const sections = [
  { title: 'Plugins', others: /plugin/ },
  { title: 'Guides', pages: ['guide/b'], others: /^guide\// },
];

it('named pages come first, others by name, and each page once', () => {
  const pages = ['guide/a', 'guide/b', 'guide/c-plugin', 'index', 'decisions/x'];
  expect(choosePages(sections, pages).map(({ shown }) => shown)).toEqual([
    ['guide/c-plugin'],
    ['guide/b', 'guide/a'],
  ]);
});

it('a page that no section shows is an error', () => {
  expect(() => choosePages(sections, ['guide/b', 'news'])).toThrow('src/sidebar/sections.ts: news.');
});

it('a named page that does not exist is an error', () => {
  expect(() => choosePages(sections, ['guide/a'])).toThrow('pages that do not exist: guide/b.');
});
