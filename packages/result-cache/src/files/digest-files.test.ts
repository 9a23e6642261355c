import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SkipCache } from '../skip-cache.ts';
import { digestFiles } from './digest-files.ts';

describe('the digests of files', () => {
  let folder: string;

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'poppobuilder-digests-')));
    writeFileSync(join(folder, 'a.txt'), 'one');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (path: string, content = path): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };

  const pathsOf = async (...globs: string[]): Promise<string[]> =>
    Object.keys((await digestFiles(folder, globs)).digests).toSorted();

  it('are not given when a file goes away meanwhile', async () => {
    const onRead = (path: string): void => rmSync(join(folder, path));
    const looking = digestFiles(folder, ['**'], { onRead });
    await expect(looking).rejects.toThrow(new SkipCache('"a.txt" cannot be read (ENOENT)'));
  });

  it('are not given for a file that has no end in sight', async () => {
    const onRead = (path: string): void => {
      rmSync(join(folder, path));
      execFileSync('mkfifo', [join(folder, path)]);
    };
    await expect(digestFiles(folder, ['**'], { onRead })).rejects.toThrow(SkipCache);
  });

  it('are those of all bytes of a large file', async () => {
    truncateSync(join(folder, 'a.txt'), 3 * 1024 * 1024);
    const { digests: empty } = await digestFiles(folder, ['a.txt']);
    truncateSync(join(folder, 'a.txt'), 3 * 1024 * 1024 + 1);
    const { digests: longer } = await digestFiles(folder, ['a.txt']);
    expect(longer).not.toEqual(empty);
  });

  it('do not wait for a pipe', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    expect((await digestFiles(folder, ['pipe'])).digests).toEqual({ pipe: 'special' });
  });

  it.each(['../other', '/etc/passwd', '!../x', 'a/../../b', '{a,../b}', 'C:\\x'])(
    'are not given for %s, which leads out of the project',
    async (glob) => {
      await expect(digestFiles(folder, [glob])).rejects.toThrow('leads out of the project');
    },
  );

  it.each(['.', './', './a.txt', '*', '**/*.txt', '{a,b}.txt', 'a.tx?', '[ab].txt'])(
    'take in what %s names',
    async (glob) => {
      expect(Object.keys((await digestFiles(folder, [glob])).digests)).toEqual(['a.txt']);
    },
  );

  it.each([
    ['pages/[id].tsx', ['pages/[id].tsx']],
    ['./pages/[id].tsx', ['pages/[id].tsx']],
    ['a/[...slug]/p.ts', ['a/[...slug]/p.ts']],
    ['a/[...slug]', ['a/[...slug]/p.ts']],
    ['a/[...slug]/*.ts', ['a/[...slug]/p.ts']],
    ['(group)/{x}?/+*.ts', ['(group)/{x}?/+*.ts']],
    ['!not', ['a.txt', 'a/[...slug]/p.ts', '(group)/{x}?/+*.ts', 'pages/[id].tsx', 'pages/i.tsx']],
    ['pages/[hij].tsx', ['pages/i.tsx']],
    ['pages/*.tsx', ['pages/[id].tsx', 'pages/i.tsx']],
    ['{pages,missing}/i.tsx', ['pages/i.tsx']],
  ])('take what exists by the name %s for itself', async (glob, paths) => {
    for (const path of ['pages/[id].tsx', 'pages/i.tsx', 'a/[...slug]/p.ts', '(group)/{x}?/+*.ts', 'not/x']) {
      write(path);
    }
    expect(await pathsOf(...(glob.startsWith('!') ? ['**', glob] : [glob]))).toEqual(paths.toSorted());
  });

  it('take away what exists by a name with signs', async () => {
    write('pages/[id].tsx');
    write('pages/i.tsx');
    expect(await pathsOf('pages', '!pages/[id].tsx')).toEqual(['pages/i.tsx']);
  });

  it.each(['missing', 'scr/**', '*.json', 'pages/[id].tsx', '.poppo/config.json', 'a.txt/b'])(
    'are not given for %s, which names nothing',
    async (glob) => {
      write('.poppo/config.json');
      const looking = digestFiles(folder, ['a.txt', glob]);
      await expect(looking).rejects.toThrow(new SkipCache(`no file is named by ${JSON.stringify(glob)}`));
    },
  );

  it('are given for an empty folder, and for a link to a folder', async () => {
    mkdirSync(join(folder, 'empty'));
    write('lib/[x].ts');
    symlinkSync('lib', join(folder, 'link'));
    expect(await pathsOf('empty')).toEqual([]);
    expect(await pathsOf('link/[x].ts')).toEqual(['lib/[x].ts', 'link']);
  });

  it('are not given for more than can be read in a short time', async () => {
    truncateSync(join(folder, 'a.txt'), 6 * 1024 ** 4);
    await expect(digestFiles(folder, ['a.txt'])).rejects.toThrow('more than 1 GiB');
    truncateSync(join(folder, 'a.txt'), 600 * 1024 ** 2);
    write('b.txt');
    truncateSync(join(folder, 'b.txt'), 600 * 1024 ** 2);
    await expect(digestFiles(folder, ['*.txt'])).rejects.toThrow('more than 1 GiB');
  });

  it('are not given for a file that grows while it is read', async () => {
    const onRead = (path: string): void => writeFileSync(join(folder, path), 'longer than before');
    expect((await digestFiles(folder, ['a.txt'], { onRead })).digests).not.toEqual({});
    truncateSync(join(folder, 'a.txt'), 64 * 1024 ** 2);
    const looking = digestFiles(folder, ['a.txt']);
    const growing = setInterval(() => writeFileSync(join(folder, 'a.txt'), 'x', { flag: 'a' }), 1);
    await expect(looking.finally(() => clearInterval(growing))).rejects.toThrow('changed while it was read');
  });

  it('stop with the signal', async () => {
    const signal = AbortSignal.abort();
    await expect(digestFiles(folder, ['a.txt'], { signal })).rejects.toThrow('aborted');
    truncateSync(join(folder, 'a.txt'), 512 * 1024 ** 2);
    const later = new AbortController();
    const onRead = (): void => void setImmediate(() => later.abort());
    const looking = digestFiles(folder, ['a.txt'], { signal: later.signal, onRead });
    await expect(looking).rejects.toThrow('aborted');
  });
});
