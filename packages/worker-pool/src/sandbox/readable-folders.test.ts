import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { addTaskFolder } from '@poppobuilder/core/runner-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readableFolders, type ReadableFoldersOptions } from './readable-folders.ts';

let host: string;
let home: string;

beforeEach(async () => {
  host = await realpath(await mkdtemp(join(tmpdir(), 'poppobuilder-readable-')));
  home = join(host, 'homes/user');
  await mkdir(home, { recursive: true });
});

afterEach(() => rm(host, { recursive: true, force: true }));

async function writeFiles(files: Record<string, string | object>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = join(host, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  }
}

async function link(name: string, target: string): Promise<void> {
  const file = join(host, name);
  await mkdir(dirname(file), { recursive: true });
  await symlink(join(host, target), file);
}

/** Folders below the host's, in order. */
function find({ modules = [], executables = [], path }: ReadableFoldersOptions): string[] {
  const found = readableFolders({
    modules: modules.map((name) => join(host, name)),
    executables: executables.map((name) => join(host, name)),
    ...(path === undefined ? {} : { path }),
    homes: [home],
  });
  return found.map((folder) => folder.replace(`${host}/`, '')).toSorted();
}

describe('the folders that modules need', () => {
  it('are the package and every node_modules above it', async () => {
    await writeFiles({
      'app/package.json': { name: 'app' },
      'app/dist/package.json': { type: 'module' },
      'app/dist/main.js': '',
      'app/node_modules/one/package.json': { name: 'one' },
      'node_modules/two/package.json': { name: 'two' },
      'other/package.json': { name: 'other' },
    });
    expect(find({ modules: ['app/dist/main.js'] })).toEqual(['app', 'node_modules']);
  });

  it('are found without waiting for a package.json that is a pipe, and without reading a huge one', async () => {
    await writeFiles({
      'app/package.json': { name: 'app', padding: 'x'.repeat(5_000_000) },
      'app/plugins/main.js': '',
      'app/node_modules/one/package.json': { name: 'one' },
    });
    execFileSync('mkfifo', [join(host, 'app/plugins/package.json')]);
    expect(find({ modules: ['app/plugins/main.js'] })).toEqual(['app/node_modules', 'app/plugins/main.js']);
  });

  it('are those of linked dependencies too, however far', async () => {
    await writeFiles({
      'app/package.json': {
        name: 'app',
        dependencies: { one: '*', installed: '*' },
        devDependencies: { tool: '*' },
      },
      'app/main.js': '',
      'one/package.json': {
        name: 'one',
        peerDependencies: { two: '*' },
        optionalDependencies: { gone: '*' },
      },
      'two/package.json': { name: '@scope/two' },
      'three/package.json': { name: 'three' },
      'tool/package.json': { name: 'tool' },
      'app/node_modules/installed/package.json': { name: 'installed', dependencies: { three: '*' } },
    });
    await link('app/node_modules/one', 'one');
    await link('app/node_modules/three', 'three');
    await link('app/node_modules/tool', 'tool');
    await link('one/node_modules/two', 'two');
    expect(find({ modules: ['app/main.js'] })).toEqual(['app', 'one', 'three', 'two']);
  });

  it('are none that a task may have linked to, unless the module lies in its project', async () => {
    await writeFiles({
      'app/package.json': { name: 'app', dependencies: { worked: '*' } },
      'app/main.js': '',
      'worked/package.json': { name: 'worked', dependencies: { other: '*' } },
      'worked/main.js': '',
      'other/package.json': { name: 'other' },
    });
    await link('app/node_modules/worked', 'worked');
    await link('worked/node_modules/other', 'other');
    addTaskFolder(join(host, 'worked'));
    expect(find({ modules: ['app/main.js'] })).toEqual(['app', 'worked']);
    expect(find({ modules: ['worked/main.js'] })).toEqual(['other', 'worked']);
  });

  it('end where dependencies go round', async () => {
    await writeFiles({
      'a/package.json': { name: 'a', dependencies: { b: '*' } },
      'a/main.js': '',
      'b/package.json': { name: 'b', dependencies: { a: '*' } },
    });
    await link('a/node_modules/b', 'b');
    await link('b/node_modules/a', 'a');
    expect(find({ modules: ['a/main.js'] })).toEqual(['a', 'b']);
  });

  it('are named by the link and by the real place', async () => {
    await writeFiles({ 'real/package.json': { name: 'real' }, 'real/main.js': '' });
    await link('alias', 'real');
    expect(find({ modules: ['alias/main.js'] })).toEqual(['alias', 'real']);
  });

  it('are the module alone when it belongs to no package', async () => {
    await writeFiles({ 'loose/main.js': '', 'loose/secret': '' });
    expect(find({ modules: ['loose/main.js'] })).toEqual(['loose/main.js']);
  });

  it('are never a home folder that happens to be a package', async () => {
    await writeFiles({
      'homes/user/package.json': { name: 'dotfiles' },
      'homes/user/node_modules/one/package.json': { name: 'one' },
      'homes/user/plugin/main.js': '',
    });
    expect(find({ modules: ['homes/user/plugin/main.js'] })).toEqual([
      'homes/user/node_modules',
      'homes/user/plugin/main.js',
    ]);
  });
});

describe('the folders that programs need', () => {
  it('are the one of the real file and the lib of its prefix', async () => {
    await writeFiles({
      'node/bin/node': '',
      'node/lib/npm.js': '',
      'node/share/data': '',
      'node/etc/npmrc': '',
    });
    await link('links/node', 'node/bin/node');
    expect(find({ executables: ['links/node'] })).toEqual(['node/bin', 'node/lib']);
  });

  it('are the outermost node_modules that it lies in', async () => {
    await writeFiles({ 'app/node_modules/.store/node_modules/tool/bin/tool': '' });
    expect(find({ executables: ['app/node_modules/.store/node_modules/tool/bin/tool'] })).toEqual([
      'app/node_modules',
    ]);
  });

  it('have no lib of a home folder', async () => {
    await writeFiles({ 'homes/user/bin/tool': '', 'homes/user/lib/private': '', 'homes/user/run': '' });
    expect(find({ executables: ['homes/user/bin/tool', 'homes/user/run'] })).toEqual(['homes/user/bin']);
  });

  it.each([
    { title: 'are none for a program of the system', executables: ['/bin/sh'] },
    { title: 'are none for a program that does not exist', executables: ['/no/such/program'] },
  ])('$title', ({ executables }) => {
    expect(readableFolders({ executables })).toEqual([]);
  });
});

describe('the folders that a PATH needs', () => {
  it('are its entries with lib and libexec beside them', async () => {
    await writeFiles({
      'tool/shims/x': '',
      'tool/libexec/x': '',
      'tool/lib/x': '',
      'tool/share/x': '',
      'tool/data': '',
    });
    const path = [join(host, 'tool/shims'), '/usr/bin', '/bin', join(host, 'gone')].join(delimiter);
    expect(find({ path })).toEqual(['tool/lib', 'tool/libexec', 'tool/shims']);
  });

  it('are none that a task could have put a link to, also when it makes the entry later', async () => {
    await writeFiles({ 'keys/key': '', 'project/tools/x': '', 'project/lib/x': '', 'project/own/tool': '' });
    await link('project/bin', 'keys');
    await link('project/node_modules/.bin', 'keys');
    await link('operator', 'project/bin');
    await link('project/tool', 'keys/key');
    addTaskFolder(join(host, 'project'));
    const entries = [
      'project/bin',
      'project/node_modules/.bin',
      'operator',
      'project/tools',
      'project/later',
    ];
    expect(find({ path: entries.map((name) => join(host, name)).join(delimiter) })).toEqual([]);
    expect(find({ executables: ['project/tool'] })).toEqual([]);
    expect(find({ executables: ['project/own/tool'] })).toEqual(['project/own']);
  });

  it('are none for wide or relative entries', async () => {
    await link('alias', 'homes/user');
    const wide = ['/', home, dirname(home), host, join(host, 'alias'), '/tmp', '/etc', '.', ''];
    expect(find({ path: wide.join(delimiter) })).toEqual([]);
  });
});
