import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFile,
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestFiles } from '../files/digest-files.ts';

const execute = promisify(execFile);
const PAST = new Date('2026-01-01T00:00:00Z');

describe('the digests of files in a repository', () => {
  let folder: string;
  let project: string;

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'poppobuilder-blobs-')));
    project = join(folder, 'project');
    await mkdir(project);
    await git('init', '-q');
  });

  afterEach(() => rm(folder, { recursive: true }));

  const git = async (...args: string[]): Promise<string> => {
    const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.org'];
    const env = { PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_NOSYSTEM: '1' };
    const { stdout } = await execute('git', [...identity, ...args], { cwd: project, env });
    return stdout.trim();
  };

  /** Writes a file long ago, so that git need not doubt it. */
  const write = async (path: string, content: string): Promise<void> => {
    const absolute = join(project, path);
    await mkdir(dirname(absolute), { recursive: true });
    await writeFile(absolute, content);
    await utimes(absolute, PAST, PAST);
  };

  const commit = async (): Promise<void> => {
    await git('add', '-A');
    await git('commit', '-qm', 'x', '--allow-empty');
  };

  /** Puts an index in place of the repository's, with its checksum. */
  const writeIndex = async (version: number, entries: readonly Buffer[]): Promise<void> => {
    const header = Buffer.alloc(12);
    header.write('DIRC');
    header.writeUInt32BE(version, 4);
    header.writeUInt32BE(entries.length, 8);
    const body = Buffer.concat([header, ...entries]);
    const checksum = createHash('sha1').update(body).digest();
    await writeFile(join(project, '.git', 'index'), Buffer.concat([body, checksum]));
  };

  /** The digests and which files were read for them. */
  const look = async (
    globs: string[] = ['**'],
    at = project,
  ): Promise<{ digests: Readonly<Record<string, string>>; read: string[] }> => {
    const read: string[] = [];
    const onRead = (path: string): void => void read.push(path);
    const { digests } = await digestFiles(at, globs, { gitFolder: join(folder, 'empty'), onRead });
    return { digests, read: read.toSorted() };
  };

  it('are the ids of their blobs, and what is clean is not read', async () => {
    await write('a.txt', 'one');
    await write('deep/é b.txt', 'two');
    await commit();
    const { digests, read } = await look();
    expect(read).toEqual([]);
    expect(digests).toEqual({
      'a.txt': await git('rev-parse', 'HEAD:a.txt'),
      'deep/é b.txt': await git('rev-parse', 'HEAD:deep/é b.txt'),
    });
  });

  it('are the same whether git knows them or they are read', async () => {
    await write('a.txt', 'one');
    const before = await look();
    expect(before.read).toEqual(['a.txt']);
    await commit();
    const after = await look();
    expect(after).toEqual({ digests: before.digests, read: [] });
  });

  it.each<[title: string, change: () => Promise<unknown>, read: string[]]>([
    ['modified', () => appendFile(join(project, 'a.txt'), '!'), ['a.txt']],
    ['modified in place at the same time and size', () => write('a.txt', 'eno'), ['a.txt']],
    ['untracked', () => write('new.txt', 'new'), ['new.txt']],
    ['ignored', () => write('ignored.txt', 'ignored'), ['ignored.txt']],
    ['deleted', () => rm(join(project, 'a.txt')), []],
    ['made executable', () => chmod(join(project, 'a.txt'), 0o755), ['a.txt']],
  ])('are others for what is %s, which is read', async (_title, change, read) => {
    await write('a.txt', 'one');
    await write('b.txt', 'two');
    await write('.gitignore', 'ignored.txt\n');
    await commit();
    const before = await look();
    await change();
    const after = await look();
    expect(after.read).toEqual(read);
    expect(after.digests).not.toEqual(before.digests);
  });

  it('are those of the work tree when something else is staged', async () => {
    await write('a.txt', 'one');
    await commit();
    const before = await look();
    await write('a.txt', 'another');
    await git('add', 'a.txt');
    const staged = await look();
    expect(staged.read).toEqual([]);
    expect(staged.digests).not.toEqual(before.digests);
    await write('a.txt', 'one');
    expect(await look()).toEqual({ digests: before.digests, read: ['a.txt'] });
  });

  it('do not trust what was written in the second of the index', async () => {
    await writeFile(join(project, 'a.txt'), 'one');
    await git('add', '-A');
    const { mtime } = await stat(join(project, 'a.txt'));
    await utimes(join(project, '.git', 'index'), mtime, mtime);
    expect((await look()).read).toEqual(['a.txt']);
  });

  it('do not trust what git was told to assume', async () => {
    await write('a.txt', 'one');
    await commit();
    await git('update-index', '--assume-unchanged', 'a.txt');
    await appendFile(join(project, 'a.txt'), '!');
    expect((await look()).read).toEqual(['a.txt']);
  });

  it('distinguish line ends that git stores as one blob', async () => {
    await write('.gitattributes', '* text=auto\n');
    await write('a.txt', 'x\r\ny\n');
    await commit();
    const first = await look();
    await write('a.txt', 'x\ny\r\n');
    await git('add', '--renormalize', 'a.txt');
    await git('status');
    const second = await look();
    expect([first.read, second.read]).toEqual([['a.txt'], ['a.txt']]);
    expect(second.digests['a.txt']).not.toBe(first.digests['a.txt']);
    expect(await git('status', '--porcelain')).toBe('');
  });

  it('read what a filter converts', async () => {
    await git('config', 'filter.same.clean', 'tr a-z b-za');
    await write('.gitattributes', '*.txt filter=same\n');
    await write('a.txt', 'one');
    await commit();
    expect((await look()).read).toEqual(['a.txt']);
  });

  it.each([
    ['core.attributesFile', '/etc/attributes'],
    ['include.path', 'other'],
  ])('read everything where %s may hide a filter', async (name, value) => {
    await write('a.txt', 'one');
    await commit();
    await git('config', name, value);
    expect((await look()).read).toEqual(['a.txt']);
  });

  it('run nothing that the repository names', async () => {
    const trap = join(folder, 'trap');
    await write('a.txt', 'one');
    await commit();
    for (const name of ['core.fsmonitor', 'filter.x.clean', 'core.sshCommand', 'diff.external']) {
      await git('config', name, `touch ${trap}; true`);
    }
    await write('.gitattributes', '* filter=x diff=x\n');
    await appendFile(join(project, 'a.txt'), '!');
    await look();
    await expect(stat(trap)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it.each(['2', '3', '4'])('come from an index of version %s', async (version) => {
    await write('a.txt', 'one');
    await write('a/b/c.txt', 'two');
    await write('a/b/d.txt', 'three');
    await commit();
    if (version === '3') {
      await write('later.txt', 'four');
      await git('add', '--intent-to-add', 'later.txt');
    } else await git('update-index', '--index-version', version);
    const index = await readFile(join(project, '.git', 'index'));
    expect(index.readUInt32BE(4)).toBe(Number(version));
    const { digests, read } = await look();
    expect(read).toEqual(version === '3' ? ['later.txt'] : []);
    expect(digests['a/b/d.txt']).toBe(await git('rev-parse', 'HEAD:a/b/d.txt'));
  });

  it.each<[title: string, change: () => Promise<unknown>]>([
    ['a split index', () => git('update-index', '--split-index')],
    [
      'a damaged index',
      async () => {
        const path = join(project, '.git', 'index');
        const bytes = await readFile(path);
        bytes[60] = (bytes[60] ?? 0) ^ 1;
        await writeFile(path, bytes);
      },
    ],
    ['no index', () => rm(join(project, '.git', 'index'))],
    ['no objects', () => rm(join(project, '.git', 'objects'), { recursive: true })],
  ])('come from reading with %s', async (_title, change) => {
    await write('a.txt', 'one');
    await commit();
    const before = await look();
    await change();
    expect(await look()).toEqual({ digests: before.digests, read: ['a.txt'] });
  });

  it('come from the index of a linked work tree, and of a folder below the top', async () => {
    await write('a.txt', 'one');
    await write('deep/b.txt', 'two');
    await commit();
    const linked = join(folder, 'linked');
    await git('worktree', 'add', '-q', linked);
    for (const path of ['a.txt', 'deep/b.txt']) await utimes(join(linked, path), PAST, PAST);
    await execute('git', ['-C', linked, 'add', '-A']);
    const { digests } = await look();
    expect(await look(['*.txt', 'deep'], linked)).toEqual({ digests, read: [] });
    const below = await look(['**'], join(project, 'deep'));
    expect(below).toEqual({ digests: { 'b.txt': digests['deep/b.txt'] }, read: [] });
  });

  it('read what lies in a submodule', async () => {
    await write('inner/c.txt', 'three');
    await git('-C', 'inner', 'init', '-q');
    await git('-C', 'inner', 'add', '-A');
    await git('-C', 'inner', 'commit', '-qm', 'x');
    await commit();
    expect(await git('ls-files', '--stage')).toMatch(/^160000 .*inner$/);
    const { digests, read } = await look();
    expect({ paths: Object.keys(digests), read }).toEqual({ paths: ['inner/c.txt'], read: ['inner/c.txt'] });
  });

  it('come from reading, by another algorithm, without a repository', async () => {
    await rm(join(project, '.git'), { recursive: true });
    await write('a.txt', 'one');
    const { digests, read } = await look();
    expect(read).toEqual(['a.txt']);
    expect(digests['a.txt']).toMatch(/^[\da-f]{64}$/);
  });

  it.each<[title: string, version: number, entries: () => readonly Buffer[]]>([
    [
      'thousands of paths that are longer than any path can be',
      2,
      () => Array.from({ length: 500 }, (_, at) => indexEntry(`${'x'.repeat(60_000)}${at}`)),
    ],
    [
      'paths that grow by what is kept of the one before',
      4,
      () => Array.from({ length: 5_000 }, () => compressedEntry('x'.repeat(200))),
    ],
    ['more than 32 MiB', 2, () => [indexEntry('a.txt'), Buffer.alloc(33 * 1024 ** 2)]],
  ])('come from reading with an index of %s', async (_title, version, entries) => {
    await write('a.txt', 'one');
    await writeIndex(version, entries());
    expect((await look()).read).toEqual(['a.txt']);
  });

  it('come from an index with paths of up to 4096 bytes', async () => {
    await write('a.txt', 'one');
    await commit();
    const index = await readFile(join(project, '.git', 'index'));
    await writeIndex(2, [index.subarray(12, 12 + indexEntry('a.txt').length), indexEntry('x'.repeat(4_096))]);
    expect((await look()).read).toEqual([]);
  });

  it.each<[title: string, change: () => Promise<unknown>]>([
    ['attributes', () => execute('mkfifo', [join(project, '.gitattributes')])],
    ['attributes of a folder', () => execute('mkfifo', [join(project, 'deep', '.gitattributes')])],
    ['objects elsewhere', () => execute('mkfifo', [join(project, '.git', 'objects', 'info', 'alternates')])],
  ])('stop with the signal where git waits for a pipe: %s', async (_title, change) => {
    await write('a.txt', 'one');
    await write('deep/b.txt', 'two');
    await commit();
    await change();
    const controller = new AbortController();
    const signal = AbortSignal.any([controller.signal, AbortSignal.timeout(500)]);
    const looking = digestFiles(project, ['*.txt', 'deep/*.txt'], {
      gitFolder: join(folder, 'empty'),
      signal,
    });
    await expect(looking).rejects.toThrow(/stopped|aborted/);
    const { stdout } = await execute('ps', ['-eo', 'args']);
    expect(stdout.split('\n').filter((line) => line.includes(folder))).toEqual([]);
  });

  it.each<[title: string, change: () => Promise<unknown>]>([
    ['index', () => rm(join(project, '.git', 'index'))],
    ['config', () => rm(join(project, '.git', 'config'))],
    ['info/attributes', () => mkdir(join(project, '.git', 'info'), { recursive: true })],
  ])('do not wait for a pipe in place of %s', async (name, change) => {
    await write('a.txt', 'one');
    await commit();
    await change();
    await execute('mkfifo', [join(project, '.git', name)]);
    expect((await look()).read).toEqual(['a.txt']);
  });
});

/** An entry of version 2 that stands for no file. */
function indexEntry(path: string): Buffer {
  const length = Math.floor((62 + Buffer.byteLength(path) + 8) / 8) * 8;
  const entry = Buffer.alloc(length);
  entry.writeUInt32BE(0o100644, 24);
  entry.writeUInt16BE(Math.min(path.length, 0xfff), 60);
  entry.write(path, 62);
  return entry;
}

/** An entry of version 4 that keeps all of the path before it. */
function compressedEntry(more: string): Buffer {
  const entry = Buffer.alloc(62 + 1 + more.length + 1);
  entry.writeUInt32BE(0o100644, 24);
  entry.write(more, 63);
  return entry;
}
