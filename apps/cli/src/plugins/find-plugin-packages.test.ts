import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPluginPackages } from './find-plugin-packages.ts';

describe('the plugins of a folder', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'poppobuilder-plugins-')));
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function write(name: string, content: unknown): Promise<void> {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  }

  const install = (name: string, plugin: unknown, place = ''): Promise<void> =>
    write(join(place, 'node_modules', name, 'package.json'), { version: '1.0.0', poppobuilder: { plugin } });

  it('are the direct dependencies that say so, of every kind but peers', async () => {
    await write('package.json', {
      dependencies: { '@acme/b': '1', plain: '1', absent: '1' },
      devDependencies: { a: '1' },
      optionalDependencies: { c: '1' },
      peerDependencies: { d: '1' },
    });
    await Promise.all(['@acme/b', 'a', 'c', 'd', 'transitive'].map((name) => install(name, '.')));
    await write('node_modules/plain/package.json', { version: '1.0.0' });
    const { from, packages } = findPluginPackages(folder);
    expect(from).toBe(folder);
    expect(packages.map(({ specifier }) => specifier)).toEqual(['@acme/b', 'a', 'c']);
    expect(packages[0]).toMatchObject({ version: '1.0.0', folder: join(folder, 'node_modules/@acme/b') });
  });

  it('may be a subpath of their package', async () => {
    await write('package.json', { dependencies: { lint: '1' } });
    await install('lint', './plugin');
    expect(findPluginPackages(folder).packages[0]?.specifier).toBe('lint/plugin');
  });

  it('belong to the nearest package.json and may be installed above it', async () => {
    await write('package.json', { dependencies: { outer: '1' } });
    await write('packages/inner/package.json', { dependencies: { shared: '1' } });
    await install('outer', '.');
    await install('shared', '.');
    await mkdir(join(folder, 'packages/inner/src'));
    const { from, packages } = findPluginPackages(join(folder, 'packages/inner/src'));
    expect(from).toBe(join(folder, 'packages/inner'));
    expect(packages.map(({ name }) => name)).toEqual(['shared']);
  });

  it('are refused when the package declares them in another way', async () => {
    await write('package.json', { dependencies: { odd: '1' } });
    for (const plugin of [true, 'plugin', '../up', {}]) {
      await install('odd', plugin);
      expect(() => findPluginPackages(folder)).toThrow(expect.objectContaining({ code: 'PLUGIN_INVALID' }));
    }
  });

  it('cannot be found by a package.json that is not JSON', async () => {
    await write('package.json', '{');
    expect(() => findPluginPackages(folder)).toThrow(expect.objectContaining({ code: 'INVALID_CONFIG' }));
  });
});
