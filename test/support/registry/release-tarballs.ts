import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, realpath, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { listPackages, root } from '../../../scripts/workspace.ts';
import { programs } from './programs.ts';
import { isReleased, SHARED_FILES, stageRelease } from './stage-release.ts';

const run = promisify(execFile);
const cache = join(root, 'node_modules/.cache/poppobuilder-release');
const published = listPackages().filter(({ manifest }) => manifest.private !== true);

/**
 * Returns the tarballs of the next release, packed from what is built now. They are kept by the content of what they are
 * packed from, so that test files share them.
 */
export async function releaseTarballs(): Promise<string[]> {
  const folder = join(cache, await hashOfRelease());
  if (!existsSync(folder)) await packInto(folder);
  const files = await readdir(folder);
  return files.map((file) => join(folder, file)).toSorted();
}

async function packInto(folder: string): Promise<void> {
  const outdated = await readdir(cache).catch(() => []);
  await mkdir(cache, { recursive: true });
  const packed = await mkdtemp(`${folder}-`);
  const stage = await realpath(await mkdtemp(join(tmpdir(), 'poppobuilder-release-')));
  try {
    await stageRelease(stage);
    const filters = published.map(({ manifest }) => `--filter=${manifest.name}`);
    const out = ['--out', join(packed, '%s-%v.tgz')];
    await run(process.execPath, [programs.pnpm, '-r', ...filters, 'pack', ...out], { cwd: stage });
    // Another test file may have been faster; its tarballs are the same.
    await rename(packed, folder).catch(() => undefined);
  } finally {
    const left = [stage, packed, ...outdated.map((name) => join(cache, name))];
    await Promise.all(left.map((path) => rm(path, { recursive: true, force: true })));
  }
}

async function hashOfRelease(): Promise<string> {
  const folders = [...published.map(({ folder }) => folder), ...SHARED_FILES];
  const files = await Promise.all(folders.map((folder) => listFiles(join(root, folder))));
  const hash = createHash('sha256');
  for (const file of files.flat()) hash.update(`${relative(root, file)}\n`).update(await readFile(file));
  return hash.digest('hex').slice(0, 16);
}

async function listFiles(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return [path];
  const below = entries
    .map(({ name }) => join(path, name))
    .filter(isReleased)
    .toSorted()
    .map(listFiles);
  return (await Promise.all(below)).flat();
}
