import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { readProcess } from '@poppobuilder/core/runner-kit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { currentOwner, type FolderOwner, hasEnded, writeOwner } from './folder-owner.ts';
import { createPrivateFolder, OWNER_FILE } from './private-folder.ts';
import { sweepAbandonedFolders } from './sweep-folders.ts';

const endedOwner = { ...currentOwner(), startTime: 1 };

describe.skipIf(process.platform === 'win32')('the sweep of private folders', () => {
  let parent: string;

  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'sweep-folders-test-'));
  });

  afterEach(async () => {
    vi.useRealTimers();
    await rm(parent, { recursive: true, force: true });
  });

  async function createFolder(owner?: FolderOwner, mode = 0o700): Promise<string> {
    const folder = await mkdtemp(join(parent, 'poppobuilder-'));
    if (owner !== undefined) writeOwner(join(folder, OWNER_FILE), owner);
    await chmod(folder, mode);
    return basename(folder);
  }

  it('removes folders of ended owners and keeps those of live ones', async () => {
    const kept = await createPrivateFolder(parent);
    const gone = await Promise.all([createFolder(endedOwner), createFolder(endedOwner)]);
    const { removed, failed } = await sweepAbandonedFolders(parent);
    expect(removed.map((folder) => basename(folder)).toSorted()).toEqual(gone.toSorted());
    expect(failed).toEqual([]);
    expect(await readdir(parent)).toEqual([basename(dirname(kept))]);
  });

  it('removes the folder of an owner that was killed', async () => {
    const child = spawn('sleep', ['1000']);
    const startTime = readProcess(child.pid ?? 0)?.startTime;
    if (child.pid === undefined || startTime === undefined) throw new Error('sleep did not start.');
    const folder = await createFolder({ ...currentOwner(), pid: child.pid, startTime });
    expect((await sweepAbandonedFolders(parent)).removed).toEqual([]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect((await sweepAbandonedFolders(parent)).removed).toEqual([join(parent, folder)]);
  });

  it('keeps a folder that others may enter, a link, a file and other names', async () => {
    const target = join(parent, 'target');
    await mkdir(target, { mode: 0o700 });
    writeOwner(join(target, OWNER_FILE), endedOwner);
    await symlink(target, join(parent, 'poppobuilder-link'));
    await writeFile(join(parent, 'poppobuilder-file'), '');
    const open = await createFolder(endedOwner, 0o755);
    expect((await sweepAbandonedFolders(parent)).removed).toEqual([]);
    const names = [open, 'poppobuilder-file', 'poppobuilder-link', 'target'];
    expect((await readdir(parent)).toSorted()).toEqual(names.toSorted());
    expect(await readdir(target)).toEqual([OWNER_FILE]);
  });

  it.each([
    { title: 'no owner file', prepare: unlink },
    { title: 'a broken owner file', prepare: (path: string) => writeFile(path, '{"pid":') },
    {
      title: 'a link in place of its owner file',
      prepare: async (path: string) => {
        await unlink(path);
        await symlink('/proc/self/status', path);
      },
    },
  ])('keeps a folder with $title for an hour', async ({ prepare }) => {
    const folder = join(parent, await createFolder(currentOwner()));
    await prepare(join(folder, OWNER_FILE));
    expect((await sweepAbandonedFolders(parent)).removed).toEqual([]);
    const later = Date.now() + 61 * 60 * 1000;
    vi.useFakeTimers({ now: later, toFake: ['Date'] });
    expect((await sweepAbandonedFolders(parent)).removed).toEqual([folder]);
  });

  it('does not take an old time of change for age, which anybody may set', async () => {
    const folder = join(parent, await createFolder());
    await utimes(folder, 1, 1);
    expect((await sweepAbandonedFolders(parent)).removed).toEqual([]);
  });
});

describe.runIf(process.platform === 'linux')('the owner of a folder', () => {
  const self = currentOwner();

  it.each([
    { title: 'is live as this process', change: {}, ended: false },
    { title: 'has ended when a later process has its pid', change: { startTime: 1 }, ended: true },
    { title: 'has ended when no process has its pid', change: { pid: 2 ** 30 }, ended: true },
    { title: 'has ended with another boot', change: { boot: 'another' }, ended: true },
    {
      title: 'may be live in another PID namespace',
      change: { namespace: 'pid:[1]', pid: 2 ** 30 },
      ended: false,
    },
  ])('$title', ({ change, ended }) => {
    expect(hasEnded({ ...self, ...change }, self)).toBe(ended);
  });
});
