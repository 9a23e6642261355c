import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const BLOCK = 512;

/** Returns the bytes that a file or folder takes on the disk. Links are not followed; what cannot be read counts as empty. */
export async function folderSize(path: string): Promise<number> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return 0;
  const own = found.blocks * BLOCK;
  if (!found.isDirectory()) return own;
  const names = await readdir(path).catch((): string[] => []);
  const sizes = await Promise.all(names.map((name) => folderSize(join(path, name))));
  return sizes.reduce((total, size) => total + size, own);
}
