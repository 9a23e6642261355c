import { expect, it } from 'vitest';
import { repository } from '../folders.ts';
import { listDocuments } from './list-documents.ts';
import { rewriteLinks } from './rewrite-links.ts';

const place = { repository, documents: listDocuments(repository), file: 'docs/guide/caching.md' };

it.each([
  ['../threat-model.md#what-is-stored-in-the-cache', '/threat-model#what-is-stored-in-the-cache'],
  ['../../packages/result-cache', '/packages/result-cache'],
  ['../../packages/result-cache/README.md', '/packages/result-cache'],
  ['../decisions/README.md', '/decisions/'],
  ['../../README.md', '/'],
  [
    '../../examples/own-executor/main.js',
    'https://github.com/poppobuilder/poppobuilder/blob/main/examples/own-executor/main.js',
  ],
  ['../../test/docs', 'https://github.com/poppobuilder/poppobuilder/tree/main/test/docs'],
  ['../images/overview.png', '/images/overview.png'],
  ['#keys', '#keys'],
  ['https://example.org/a.md', 'https://example.org/a.md'],
])('the link %s leads to %s', (link, target) => {
  expect(rewriteLinks(`See [the \`page\`](${link}).`, place)).toBe(`See [the \`page\`](${target}).`);
});

it('links in code are left alone', () => {
  const text = 'Write `[a](./b.md)`:\n\n```md\n[a](./b.md)\n```\n';
  expect(rewriteLinks(text, place)).toBe(text);
});

it('a link to a file that does not exist is an error with the file and the link', () => {
  expect(() => rewriteLinks('[a](./missing.md)', place)).toThrow(
    'docs/guide/caching.md links to ./missing.md, which does not exist.',
  );
});
