import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findSurroundings } from './surroundings.ts';

let folder: string;
let project: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'surroundings-')));
  project = join(folder, 'mono', 'packages', 'app');
  mkdirSync(project, { recursive: true });
});

afterEach(() => rmSync(folder, { recursive: true }));

function git(cwd: string, ...args: readonly string[]): void {
  const env = { PATH: process.env['PATH'], HOME: folder };
  const identity = [
    '-c',
    'user.name=a',
    '-c',
    'user.email=a@example.org',
    '-c',
    'protocol.file.allow=always',
  ];
  execFileSync('git', [...identity, ...args], { cwd, env });
}

function write(path: string, content = ''): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

function link(path: string, target: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  symlinkSync(target, join(folder, path));
}

/** What can be read, relative to the folder of the test. */
const readable = (at = project): string[] =>
  findSurroundings(at)
    .readable.map((path) => path.slice(folder.length + 1))
    .toSorted();

const hidden = (): (readonly string[])[] =>
  findSurroundings(project).hidden.map((pair) => pair.map((path) => path.slice(folder.length + 1)));

describe('a package of a workspace', () => {
  beforeEach(() => {
    write('mono/package.json', '{ "workspaces": ["packages/*"] }');
    write('mono/packages/app/package.json', '{ "name": "app" }');
  });

  it('has the installed packages and shared files of the root, and none that may hold a secret', () => {
    git(join(folder, 'mono'), 'init', '-q');
    for (const name of [
      '.env',
      '.npmrc',
      '.poppo/credentials.json',
      'server.key',
      'notes.txt',
      'other/a.txt',
    ]) {
      write(`mono/${name}`);
    }
    write('mono/tsconfig.base.json');
    write('mono/node_modules/hoisted/index.js');
    write('mono/packages/node_modules/near/index.js');
    write('node_modules/outside/index.js');
    expect(readable()).toEqual([
      'mono/.git',
      'mono/node_modules',
      'mono/package.json',
      'mono/packages/node_modules',
      'mono/tsconfig.base.json',
    ]);
  });

  it('has the packages that it links to, directly or by another one, without what is private there', () => {
    for (const name of ['lib', 'deep', 'other']) {
      write(`mono/packages/${name}/package.json`, `{ "name": "@m/${name}" }`);
      write(`mono/packages/${name}/src/index.js`);
      write(`mono/packages/${name}/.env`);
      write(`mono/packages/${name}/.poppo/credentials.json`);
    }
    link('mono/packages/app/node_modules/@m/lib', '../../../lib');
    link('mono/packages/lib/node_modules/@m/deep', '../../../deep');
    expect(readable()).toEqual([
      'mono/package.json',
      'mono/packages/deep/package.json',
      'mono/packages/deep/src',
      'mono/packages/lib/node_modules',
      'mono/packages/lib/package.json',
      'mono/packages/lib/src',
    ]);
    expect(hidden()).toEqual([]);
  });

  it.each([
    ['a folder beside the workspace', 'secret'],
    ['a folder of the workspace that is no package', 'mono/secret'],
    ['a package of another name', 'mono/packages/secret'],
    ['the workspace itself', 'mono'],
    ['the folder above the packages', 'mono/packages'],
  ])('reaches nothing by a link to %s', (_title, target) => {
    write('secret/package.json', '{ "name": "wanted" }');
    write('mono/secret/a.txt');
    write('mono/packages/secret/package.json', '{ "name": "secret" }');
    write('mono/packages/secret/a.txt');
    link('mono/packages/app/node_modules/wanted', join(folder, target));
    expect(readable()).toEqual(['mono/package.json']);
    expect(hidden()).toEqual([['mono/packages/app/node_modules/wanted', target]]);
  });

  it('reaches nothing by a link in place of node_modules, or by a manifest of its own', () => {
    write('secret/wanted/package.json', '{ "name": "wanted" }');
    link('secret/node_modules/x', join(folder, 'secret', 'wanted'));
    link('mono/packages/app/node_modules', join(folder, 'secret', 'node_modules'));
    write('mono/packages/app/package.json', `{ "name": "app", "workspaces": ["${folder}/secret/*"] }`);
    expect(readable()).toEqual(['mono/package.json']);
  });
});

describe('a project without a workspace', () => {
  it('reaches nothing around it', () => {
    write('mono/.env');
    write('mono/node_modules/x/index.js');
    write('mono/packages/package.json', '{}');
    expect(findSurroundings(project)).toEqual({ readable: [], hidden: [] });
  });

  it('reports dependencies by file: that lead out of it', () => {
    write('elsewhere/lib/package.json', '{ "name": "lib" }');
    link('mono/packages/app/node_modules/lib', join(folder, 'elsewhere/lib'));
    write('mono/packages/app/own/package.json', '{ "name": "own" }');
    link('mono/packages/app/node_modules/own', '../own');
    link('mono/packages/app/node_modules/gone', '../gone');
    expect(hidden()).toEqual([['mono/packages/app/node_modules/lib', 'elsewhere/lib']]);
    expect(readable()).toEqual([]);
  });
});

describe('a checkout', () => {
  beforeEach(() => {
    for (const name of ['main', 'secret']) {
      write(`${name}/a.txt`);
      git(join(folder, name), 'init', '-q');
      git(join(folder, name), 'add', '-A');
      git(join(folder, name), 'commit', '-qm', 'x');
    }
  });

  it('that is a linked worktree has its repository, and not the files beside that', () => {
    git(join(folder, 'main'), 'worktree', 'add', '-q', join(folder, 'linked'));
    expect(readable(join(folder, 'linked'))).toEqual(['main/.git', 'main/.git/worktrees/linked']);
    expect(readable(join(folder, 'main'))).toEqual([]);
  });

  it.each([
    ['a repository', 'secret/.git'],
    ['a worktree of another folder', 'secret/.git/worktrees/other'],
  ])('reaches nothing when a task leads its .git to %s', (_title, target) => {
    git(join(folder, 'secret'), 'worktree', 'add', '-q', join(folder, 'other'));
    write('mono/packages/app/.git', `gitdir: ${join(folder, target)}\n`);
    expect(readable()).toEqual([]);
  });

  it('reaches nothing when a task makes a folder for a worktree of another repository', () => {
    const own = 'mono/packages/app/x/worktrees/w';
    write(`${own}/HEAD`, 'ref: refs/heads/main\n');
    write(`${own}/gitdir`, join(project, '.git'));
    write(`${own}/commondir`, join(folder, 'secret/.git'));
    write('mono/packages/app/.git', `gitdir: ${join(folder, own)}\n`);
    expect(readable()).toEqual([]);
  });

  it('that is a submodule reaches no other one', () => {
    git(join(folder, 'main'), 'submodule', '--quiet', 'add', join(folder, 'secret'), 'one');
    git(join(folder, 'main'), 'submodule', '--quiet', 'add', join(folder, 'secret'), 'two');
    write('main/one/.git', 'gitdir: ../.git/modules/two\n');
    expect(readable(join(folder, 'main/one'))).toEqual([]);
  });

  it.runIf(process.getuid?.() === 0)('around a folder counts for nothing when it is of somebody else', () => {
    mkdirSync(join(folder, 'secret/inner'));
    expect(readable(join(folder, 'secret/inner'))).toContain('secret/.git');
    chownSync(join(folder, 'secret/.git'), 12_345, 12_345);
    expect(readable(join(folder, 'secret/inner'))).toEqual([]);
  });
});
