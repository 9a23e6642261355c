import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
});
