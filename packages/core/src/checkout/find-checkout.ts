import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isInside } from '../project/project-path.ts';
import { readSmallFile } from './read-small-file.ts';

/** A checkout of a git repository, as far as its files tell; git itself is not asked. */
export interface Checkout {
  /** Top of the work tree: the folder that has `.git`. */
  readonly top: string;
  /** Folder of `HEAD` and the index. */
  readonly gitFolder: string;
  /** Folder of the configuration and the objects, which the linked worktrees of a repository share. */
  readonly commonFolder: string;
  /**
   * `own` where the git folder lies inside the checkout; `worktree` where it lies in the repository that the checkout is a
   * linked worktree of, and names the checkout in turn. `submodule` has its git folder in that of the checkout around it.
   * `elsewhere` is every other place, which whoever can write the checkout may have chosen.
   */
  readonly kind: 'own' | 'worktree' | 'submodule' | 'elsewhere';
}

/** A path, and some room. */
const MAX_LINK_SIZE = 8 * 1024;

/**
 * Finds the checkout that a folder lies in: the nearest one around it, as git does. One around it that belongs to somebody
 * else than the folder, this process or root does not count.
 *
 * @param folder - real path
 */
export function findCheckout(folder: string): Checkout | undefined {
  for (let top = folder; ; top = dirname(top)) {
    const checkout = checkoutAt(top);
    if (checkout !== undefined) return top === folder || isTrustedBy(folder, checkout) ? checkout : undefined;
    if (top === dirname(top)) return undefined;
  }
}

function checkoutAt(top: string): Checkout | undefined {
  const dotGit = join(top, '.git');
  const stats = look(dotGit);
  if (stats === undefined) return undefined;
  const gitFolder = realPath(stats.isFile() ? linkedFolder(top) : dotGit);
  if (gitFolder === undefined || !isGitFolder(gitFolder)) {
    return stats.isFile() ? { top, gitFolder: dotGit, commonFolder: dotGit, kind: 'elsewhere' } : undefined;
  }
  const place = { top, gitFolder, commonFolder: gitFolder };
  if (isInside(top, gitFolder)) return ownCheckout(place);
  const commonFolder = worktreeRepository(dotGit, gitFolder);
  if (commonFolder !== undefined) return { ...place, commonFolder, kind: 'worktree' };
  return { ...place, kind: isSubmodule(top, gitFolder) ? 'submodule' : 'elsewhere' };
}

/** A worktree may lie inside of the checkout that it belongs to, and the other way round. */
function ownCheckout(place: Omit<Checkout, 'kind'>): Checkout {
  const common = readSmallFile(join(place.gitFolder, 'commondir'), MAX_LINK_SIZE)?.trim();
  if (common === undefined || common === '') return { ...place, kind: 'own' };
  const commonFolder = realPath(resolve(place.gitFolder, common));
  return commonFolder !== undefined && isInside(place.top, commonFolder)
    ? { ...place, commonFolder, kind: 'own' }
    : { ...place, kind: 'elsewhere' };
}

/** Where `.git` says that the git folder is, when it is a file. */
function linkedFolder(top: string): string {
  const [, target = ''] =
    /^gitdir: ([^\r\n]+)/.exec(readSmallFile(join(top, '.git'), MAX_LINK_SIZE) ?? '') ?? [];
  return resolve(top, target === '' ? '.git' : target);
}

/**
 * The repository of a linked worktree. Its folder for the worktree names the worktree, and lies where only who may write
 * the repository can put it: a task that changes its own `.git` cannot lead to another repository.
 */
function worktreeRepository(dotGit: string, gitFolder: string): string | undefined {
  const back = readSmallFile(join(gitFolder, 'gitdir'), MAX_LINK_SIZE)?.trim();
  const common = readSmallFile(join(gitFolder, 'commondir'), MAX_LINK_SIZE)?.trim();
  if (back === undefined || common === undefined) return undefined;
  if (realPath(resolve(gitFolder, back)) !== realPath(dotGit)) return undefined;
  const commonFolder = realPath(resolve(gitFolder, common));
  return commonFolder !== undefined && dirname(gitFolder) === join(commonFolder, 'worktrees')
    ? commonFolder
    : undefined;
}

function isSubmodule(top: string, gitFolder: string): boolean {
  if (top === dirname(top)) return false;
  const around = findCheckout(dirname(top));
  if (around === undefined || around.kind === 'elsewhere') return false;
  return [around.gitFolder, around.commonFolder].some((folder) =>
    isInside(join(folder, 'modules'), gitFolder),
  );
}

/** Git takes a folder `.git` without these for any other folder. */
function isGitFolder(folder: string): boolean {
  return existsSync(join(folder, 'HEAD')) || existsSync(join(folder, 'config'));
}

/** Whoever owns a folder can decide what is in it anyway. */
function isTrustedBy(folder: string, { top, gitFolder }: Checkout): boolean {
  if (process.platform === 'win32') return true;
  const owners = [process.geteuid?.(), 0, look(folder)?.uid];
  return [top, join(top, '.git'), gitFolder].every((path) => owners.includes(look(path)?.uid));
}

const look = (path: string): ReturnType<typeof lstatSync> | undefined => {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
};

function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}
