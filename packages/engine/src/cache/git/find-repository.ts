import { readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** The git repository that a folder lies in, as far as its files tell; git itself is not asked. */
export interface Repository {
  /** Top of the work tree. */
  readonly workTree: string;
  /** The folder inside it, with `/` at its end, or nothing for the top. */
  readonly prefix: string;
  readonly indexFile: string;
  readonly objectsFolder: string;
}

/** Its own configuration is never longer; in bytes. */
const MAX_SIZE = 1024 * 1024;

/**
 * Settings with which an object's id need not stand for what is in the work tree: other attributes than those of the work
 * tree and of the user, or ids of another kind.
 */
const UNSURE = /attributesfile|\[\s*include|objectformat|worktreeconfig|refstorage/i;

/** Nothing where a folder lies in no repository, or in one that cannot be understood from here. */
export async function findRepository(folder: string): Promise<Repository | undefined> {
  const workTree = await findWorkTree(folder);
  if (workTree === undefined) return undefined;
  const gitFolder = await followLink(workTree);
  const common = (await read(join(gitFolder, 'commondir')))?.trim();
  const commonFolder = common === undefined ? gitFolder : resolve(gitFolder, common);
  const config = await read(join(commonFolder, 'config'));
  const attributes = await read(join(commonFolder, 'info', 'attributes'));
  if (config === undefined || UNSURE.test(config) || (attributes ?? '').trim() !== '') return undefined;
  const way = relative(workTree, folder).split(sep).join('/');
  return {
    workTree,
    prefix: way === '' ? '' : `${way}/`,
    indexFile: join(gitFolder, 'index'),
    objectsFolder: join(commonFolder, 'objects'),
  };
}

async function findWorkTree(folder: string): Promise<string | undefined> {
  for (let candidate = folder; ; candidate = dirname(candidate)) {
    const found = await stat(join(candidate, '.git')).catch(() => undefined);
    if (found !== undefined) return candidate;
    if (candidate === dirname(candidate)) return undefined;
  }
}

/** In a linked work tree `.git` is a file that names the folder. */
async function followLink(workTree: string): Promise<string> {
  const dotGit = join(workTree, '.git');
  const [, target] = /^gitdir:\s*(.+)$/m.exec((await read(dotGit)) ?? '') ?? [];
  return target === undefined ? dotGit : resolve(workTree, target.trim());
}

async function read(path: string): Promise<string | undefined> {
  try {
    const stats = await stat(path);
    return stats.isFile() && stats.size <= MAX_SIZE ? await readFile(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
