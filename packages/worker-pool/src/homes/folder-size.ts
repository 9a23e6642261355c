import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const BLOCK = 512;

/** Returns the bytes that a file or folder takes on the disk. Links are not followed; what cannot be read counts as empty. */
export async function folderSize(path: string): Promise<number> {
  const status = await lstat(path).catch(() => undefined);
  if (status === undefined) return 0;
  let size = status.blocks * BLOCK;
  if (!status.isDirectory()) return size;
  for (const name of await readdir(path).catch(() => [])) size += await folderSize(join(path, name));
  return size;
}
