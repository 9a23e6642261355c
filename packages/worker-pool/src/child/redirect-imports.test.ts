import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const run = promisify(execFile);
let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'poppobuilder-redirect-')));
});
afterEach(() => rm(folder, { recursive: true }));

/** Writes files, each by its path in the folder. */
async function files(contents: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(contents)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

const shelf = (version: string, subfolder = ''): Record<string, string> => ({
  'node_modules/shelf/package.json': JSON.stringify({
    name: 'shelf',
    version,
    exports: { '.': { require: './index.cjs', default: './dist/index.js' }, './more': './dist/more.js' },
  }),
  'node_modules/shelf/dist/package.json': subfolder === '' ? '{"type":"module"}' : subfolder,
  'node_modules/shelf/dist/index.js': 'export const from = "its own";',
  'node_modules/shelf/dist/more.js': 'export const from = "its own";',
  'node_modules/shelf/index.cjs': 'exports.from = "its own";',
});

/** Which copies the plugin got, in a process that redirects to a bundle of `shelf` 1.2.3. */
async function load(plugin: string, flags: readonly string[] = []): Promise<string> {
  await cp(
    fileURLToPath(new URL('./redirect-imports.ts', import.meta.url)),
    join(folder, 'redirect-imports.ts'),
  );
  await files({
    'package.json': '{"type":"module"}',
    'bundle/shelf.js': 'export const from = "the bundle";',
    [`plugin/index.${plugin.includes('require(') ? 'cjs' : 'js'}`]: plugin,
    'main.js': `
      import { redirectImports } from './redirect-imports.ts';
      const shelf = { specifier: 'shelf', packageName: 'shelf', version: '1.2.3', file: './shelf.js' };
      redirectImports([shelf], new URL('./bundle/main.js', import.meta.url).href);
      const { default: reported } = await import('./plugin/index.${plugin.includes('require(') ? 'cjs' : 'js'}');
      console.log(reported);`,
  });
  const { stdout } = await run(process.execPath, [...flags, join(folder, 'main.js')]);
  return stdout.trim();
}

describe.skipIf(typeof registerHooks !== 'function')('what a plugin imports by name', () => {
  const plugin = 'import { from } from "shelf"; export default from;';

  it('comes from the bundle when its package has the version that was bundled', async () => {
    await files(shelf('1.2.3'));
    expect(await load(plugin)).toBe('the bundle');
  });

  it('is its own when the version is another', async () => {
    await files(shelf('1.2.4'));
    expect(await load(plugin)).toBe('its own');
  });

  it('is its own when the bundle does not have that part', async () => {
    await files(shelf('1.2.3'));
    expect(await load('import { from } from "shelf/more"; export default from;')).toBe('its own');
  });

  it('comes from the bundle for a plugin in CommonJS as well', async () => {
    await files(shelf('1.2.3'));
    expect(await load('module.exports = require("shelf").from;')).toBe('the bundle');
  });

  it('is not taken for the version of a package.json inside the package', async () => {
    await files(shelf('1.2.4', '{"type":"module","version":"1.2.3"}'));
    expect(await load(plugin)).toBe('its own');
  });

  it('needs no more than to read the folders of both under the permission model', async () => {
    await files(shelf('1.2.3'));
    expect(await load(plugin, ['--permission', `--allow-fs-read=${folder}`])).toBe('the bundle');
  });

  it('that is not installed is missing, though the bundle has it', async () => {
    await expect(load(plugin)).rejects.toThrow('ERR_MODULE_NOT_FOUND');
  });
});
