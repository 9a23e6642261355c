import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { addTaskFolder } from '@poppobuilder/core/runner-kit';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { currentOwner } from './folder-owner.ts';
import { createPrivateFolder, OWNER_FILE, removePrivateFolder } from './private-folder.ts';

describe.skipIf(process.platform === 'win32')('a private folder', () => {
  let parent: string;

  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'private-folder-test-'));
  });

  afterEach(async () => {
    await rm(parent, { recursive: true, force: true });
  });

  it('may be entered by this user only and says whose it is', async () => {
    const folder = await createPrivateFolder(parent);
    expect(await readdir(folder)).toEqual([]);
    expect(JSON.parse(await readFile(join(dirname(folder), OWNER_FILE), 'utf8'))).toEqual(currentOwner());
    const modes = await Promise.all(
      [folder, dirname(folder)].map(async (path) => (await stat(path)).mode & 0o777),
    );
    expect(modes).toEqual([0o700, 0o700]);
  });

  it('is removed with all that is in it, but not what its links lead to', async () => {
    const folder = await createPrivateFolder(parent);
    const outside = join(parent, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'kept.txt'), 'kept');
    await chmod(outside, 0o500);
    await symlink(outside, join(folder, 'link'));
    await symlink(join(outside, 'kept.txt'), join(folder, 'file-link'));
    await mkdir(join(folder, 'closed', 'inner'), { recursive: true });
    await chmod(join(folder, 'closed', 'inner'), 0o000);
    await chmod(join(folder, 'closed'), 0o000);
    await removePrivateFolder(folder);
    expect(await readdir(parent)).toEqual(['outside']);
    expect(await readFile(join(outside, 'kept.txt'), 'utf8')).toBe('kept');
    expect((await stat(outside)).mode & 0o777).toBe(0o500);
    await removePrivateFolder(folder);
  });

  it('is not created where tasks can write, which TMPDIR may name', async () => {
    const project = join(parent, 'project');
    vi.stubEnv('TMPDIR', join(project, 'tmp'));
    addTaskFolder(project);
    const folder = await createPrivateFolder();
    onTestFinished(async () => {
      vi.unstubAllEnvs();
      await removePrivateFolder(folder);
    });
    expect(dirname(dirname(folder))).toBe('/tmp');
  });

  it('is not removed when it is another kind of folder', async () => {
    const other = join(parent, 'data', 'tmp');
    await mkdir(other, { recursive: true });
    await expect(removePrivateFolder(other)).rejects.toThrow('is no private folder of a worker');
    expect(await readdir(parent)).toEqual(['data']);
  });
});
