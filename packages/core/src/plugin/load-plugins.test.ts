import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definePlugin } from './define-plugin.ts';
import { loadPlugins } from './load-plugins.ts';

let from = '';
beforeAll(() => {
  from = realpathSync(mkdtempSync(join(tmpdir(), 'load-plugins-')));
  const plugin = (name: string): string => `export default { name: '${name}', apiVersion: 1 };`;
  const manifest = (name: string): string =>
    JSON.stringify({ name, type: 'module', exports: { '.': { import: './index.js' } } });
  const files = {
    'plain.mjs': plugin('plain'),
    'none.mjs': 'export const nothing = 1;',
    'wrong.mjs': "export default { name: 'wrong', apiVersion: 1, handlers: [{ type: 1 }] };",
    'broken.mjs': "throw new Error('it broke\\nsecond line');",
    'folder/package.json': manifest('in-a-folder'),
    'folder/index.js': plugin('in-a-folder'),
    'node_modules/@acme/plugin/package.json': manifest('@acme/plugin'),
    'node_modules/@acme/plugin/index.js': plugin('@acme/plugin'),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(from, path)), { recursive: true });
    writeFileSync(join(from, path), text);
  }
});
afterAll(() => rmSync(from, { recursive: true }));

describe.runIf(process.platform !== 'win32')('a package.json that a task may have left', () => {
  const PIPE = (path: string): unknown => execFileSync('mkfifo', [path]);
  const HUGE = (path: string): void => writeFileSync(path, `{"name":"${'x'.repeat(5_000_000)}"}`);

  it.each([
    ['a pipe, in the folder itself', 'package.json', '@acme/plugin', PIPE],
    ['a pipe, above the folder', '../package.json', '@acme/plugin', PIPE],
    ['a pipe, in the package', 'node_modules/@acme/plugin/package.json', '@acme/plugin/part', PIPE],
    ['a pipe, in the folder of the plugin', 'plugin/package.json', './plugin', PIPE],
    ['huge, in the folder itself', 'package.json', '@acme/plugin', HUGE],
    ['huge, in the package', 'node_modules/one/package.json', 'one', HUGE],
  ])('is neither waited for nor read when it is %s', async (_what, path, source, leave) => {
    const place = join(realpathSync(mkdtempSync(join(tmpdir(), 'left-manifest-'))), 'inner');
    const manifest = join(place, path);
    for (const folder of [place, dirname(manifest)]) mkdirSync(folder, { recursive: true });
    leave(manifest);
    await expect(loadPlugins([source], { from: place })).rejects.toMatchObject({
      code: 'PLUGIN_INVALID',
      message: expect.stringContaining(`${manifest} is not a regular file of at most`) as string,
    });
    rmSync(dirname(place), { recursive: true });
  });
});

describe('loading plugins', () => {
  it('takes packages by name, files and folders by path, and objects', async () => {
    const object = definePlugin({ name: 'object', apiVersion: 1 });
    const plugins = await loadPlugins(
      ['@acme/plugin', './plain.mjs', './folder', join(from, 'plain.mjs'), object],
      { from },
    );
    expect(plugins.map(({ name }) => name)).toEqual([
      '@acme/plugin',
      'plain',
      'in-a-folder',
      'plain',
      'object',
    ]);
  });

  it('reports all plugins that do not load together', async () => {
    const sources = [
      '@acme/missing',
      './plain.mjs',
      './missing.mjs',
      './none.mjs',
      './wrong.mjs',
      './broken.mjs',
    ];
    const error: unknown = await loadPlugins(sources, { from }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'PLUGIN_INVALID',
      cause: expect.any(AggregateError) as AggregateError,
    });
    const { message } = error as Error;
    for (const part of [
      '"@acme/missing" did not load',
      '"./missing.mjs" did not load',
      '"./none.mjs" has no default export',
      '"./wrong.mjs" is not a plugin: handlers[0].type',
      '"./broken.mjs" did not load: it broke',
    ]) {
      expect(message).toContain(part);
    }
    expect(message).not.toContain('second line');
  });
});
