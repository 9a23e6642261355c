import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkLinks } from './check-links.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poppobuilder-site-'));
  await mkdir(join(folder, 'guide'));
  await writeFile(join(folder, 'index.html'), '<h2 id="start">Start</h2><a href="/guide/">guides</a>');
  await writeFile(join(folder, 'guide/index.html'), '<h2 id="größe">Size</h2>');
  await writeFile(join(folder, 'a.svg'), '<svg/>');
});

afterEach(() => rm(folder, { recursive: true }));

it.each([
  '/index.html#start',
  '../index.html',
  './#gr%C3%B6%C3%9Fe',
  '#here',
  '/a.svg',
  'https://example.org/x#y',
  'mailto:a@example.org',
])('the link %s is fine', async (link) => {
  await writeFile(join(folder, 'guide/page.html'), `<p id="here"><a href="${link}">x</a></p>`);
  expect(checkLinks(folder)).toEqual([]);
});

it.each(['/missing.html', '/index.html#missing', './other.html', '#there', '/a.svg#x'])(
  'the link %s leads nowhere',
  async (link) => {
    await writeFile(join(folder, 'guide/page.html'), `<p id="here"><a href="${link}">x</a></p>`);
    expect(checkLinks(folder)).toEqual([`/guide/page.html: ${link} does not exist.`]);
  },
);

it('a target that many pages miss is named once', async () => {
  for (const name of ['b', 'c']) await writeFile(join(folder, `${name}.html`), '<img alt="" src="/x.svg">');
  expect(checkLinks(folder)).toEqual(['/b.html and 1 more: /x.svg does not exist.']);
});

it('links begin with the path of the site on its server', async () => {
  await writeFile(
    join(folder, 'page.html'),
    '<a href="/poppobuilder/guide/">a</a><a href="/poppobuilder/x">b</a>',
  );
  expect(checkLinks(folder, '/poppobuilder/')).toEqual(['/page.html: /x does not exist.']);
});
