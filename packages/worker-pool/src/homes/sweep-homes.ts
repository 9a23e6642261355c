import { randomUUID } from 'node:crypto';
import { lstatSync, renameSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { folderSize, HOMES_FOLDER } from '@poppobuilder/core/runner-kit';
import { removeFolder } from '../tree/remove-folder.ts';
import { areHomesUsed, lastUseOf } from './home-users.ts';

/** What HOME folders are held to. */
export interface HomeLimits {
  /** Milliseconds after its last use when a HOME is removed. @defaultValue 30 days */
  readonly retention?: number;
  /** Bytes of one HOME. @defaultValue 5 GB */
  readonly diskLimit?: number;
}

const RETENTION = 30 * 24 * 60 * 60 * 1000;
const DISK_LIMIT = 5 * 1024 ** 3;

/** Begins the names of what is being removed. */
const DISCARDED = '.discarded-';

/**
 * Removes HOME folders that were not used for long, and the largest entries of one that takes too much: those are caches
 * of package managers. Leaves alone what a worker of any host uses.
 *
 * @param homeFolder - PoppoBuilder's own data
 */
export async function sweepHomes(homeFolder: string, limits: HomeLimits = {}): Promise<void> {
  const projects = join(homeFolder, 'projects');
  for (const id of await namesIn(projects)) {
    const projectHome = join(projects, id);
    for (const name of await namesIn(join(projectHome, HOMES_FOLDER))) {
      await sweepHome({ projectHome, name, limits });
    }
  }
}

interface HomeSweep {
  readonly projectHome: string;
  readonly name: string;
  readonly limits: HomeLimits;
}

async function sweepHome(sweep: HomeSweep): Promise<void> {
  const { projectHome, name, limits } = sweep;
  const { retention = RETENTION, diskLimit = DISK_LIMIT } = limits;
  const home = join(projectHome, HOMES_FOLDER, name);
  if (name.startsWith(DISCARDED)) return removeFolder(home);
  const status = lstatSync(home, { throwIfNoEntry: false });
  if (status?.isDirectory() !== true) return undefined;
  const lastUse = lastUseOf(projectHome, keyOf(name)) ?? status.mtimeMs;
  if (Date.now() - lastUse > retention) return discard(sweep, home);
  const entries = (await namesIn(home)).map(async (entry) => {
    const path = join(home, entry);
    return { path, size: await folderSize(path) };
  });
  const largestFirst = (await Promise.all(entries)).toSorted((a, b) => b.size - a.size);
  let total = largestFirst.reduce((sum, { size }) => sum + size, 0);
  for (const { path, size } of largestFirst) {
    if (total <= diskLimit) break;
    await discard(sweep, path);
    total -= size;
  }
  return undefined;
}

/** Moves a path out of HOME at once, unless a worker has begun to use it, and then removes it. Follows no link. */
async function discard({ projectHome, name }: HomeSweep, path: string): Promise<void> {
  const discarded = join(projectHome, HOMES_FOLDER, `${DISCARDED}${randomUUID()}`);
  // In one turn of the event loop: a worker of this host marks a HOME and makes it in one turn, too.
  if (areHomesUsed(projectHome, keyOf(name))) return;
  renameSync(path, discarded);
  await removeFolder(discarded);
}

/** The HOME of processes with secrets is used by the same workers. */
const keyOf = (name: string): string => name.replace(/-secrets$/, '');

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
