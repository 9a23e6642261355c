import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { repository } from '../folders.ts';
import { checkContents } from './check-contents.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poppobuilder-site-'));
});

afterEach(() => rm(folder, { recursive: true }));

it.each([
  ['a.css', "@import url('https://fonts.example.org/css?family=A');"],
  ['a.css', '@font-face { src: url(//fonts.example.org/a.woff2) }'],
  ['a.html', '<script type="module" src="https://cdn.example.org/a.js"></script>'],
  ['a.html', '<link href="https://cdn.example.org/a.css" rel="stylesheet">'],
  ['a.html', '<img alt="" src="http://images.example.org/a.png">'],
  ['a.svg', "<style>@import url('https://fonts.example.org/css');</style>"],
  ['a.js', `const place = ${JSON.stringify(join(repository, 'docs'))};`],
  ['a.txt', 'installed from https://registry.example.org/core'],
])('%s with %s is a problem', async (name, text) => {
  await writeFile(join(folder, name), text);
  expect(checkContents(folder)).toEqual([expect.stringContaining(name)]);
});

it.each([
  [
    'a.html',
    '<a href="https://example.org">out</a><img alt="" src="/a.svg"><link rel="stylesheet" href="/a.css">',
  ],
  ['a.css', '.a { background: url(data:image/png;base64,AAAA); mask: url(/a.svg) }'],
  ['a.js', 'const svg = "http://www.w3.org/2000/svg";'],
])('%s with %s is none', async (name, text) => {
  await writeFile(join(folder, name), text);
  expect(checkContents(folder)).toEqual([]);
});
