import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';

const MAX_FILES = 20_000;
/** Larger files are known by size and time alone. In bytes. */
const MAX_READ = 256 * 1024;
/** In milliseconds. */
const MAX_TIME = 10_000;

/** Windows has neither of the last two. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** What changes although nothing is done: PoppoBuilder's own data, installed packages, and git's caches. */
const LEFT_OUT = /^(\.poppo|\.git\/(objects|index|FETCH_HEAD))$/;

/**
 * Returns a digest of the files in a folder. It includes git's references, so a commit changes it, and runs no program that
 * the folder's settings name. Returns `undefined` where there are too many files to know whether one has changed.
 */
export async function leftFiles(folder: string, signal: AbortSignal): Promise<string | undefined> {
  const hash = createHash('sha256');
  const end = performance.now() + MAX_TIME;
  const pending = [''];
  let count = 0;
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const names: readonly string[] = await readdir(join(folder, path)).catch(() => []);
    for (const name of names.toSorted()) {
      signal.throwIfAborted();
      count += 1;
      if (count > MAX_FILES || performance.now() > end) return undefined;
      const inside = path === '' ? name : `${path}/${name}`;
      if (LEFT_OUT.test(inside) || name === 'node_modules') continue;
      if (await addFile(hash, folder, inside)) pending.push(inside);
    }
  }
  return hash.digest('base64url');
}

/** Resolves with whether it is a folder. */
async function addFile(hash: Hash, folder: string, path: string): Promise<boolean> {
  const file = join(folder, path);
  const stats = await lstat(file).catch(() => undefined);
  const add = (content: unknown): void => void hash.update(JSON.stringify([path, stats?.mode, content]));
  if (stats?.isSymbolicLink()) add(await readlink(file).catch(() => ''));
  else if (stats?.isFile()) add(stats.size > MAX_READ ? [stats.size, stats.mtimeMs] : await digest(file));
  else add('');
  return stats?.isDirectory() ?? false;
}

/** Does not follow a link, or wait for a pipe, that has taken the file's place. */
async function digest(file: string): Promise<string> {
  const handle = await open(file, FLAGS).catch(() => undefined);
  if (handle === undefined) return 'unreadable';
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAX_READ), 0, MAX_READ, 0);
    return createHash('sha256').update(buffer.subarray(0, bytesRead)).digest('base64url');
  } catch {
    return 'unreadable';
  } finally {
    await handle.close();
  }
}
