import { chmod, lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Removes a file, a link or a folder with its contents, even if its modes forbid it. Does not follow links. */
export async function forceRemove(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true, maxRetries: 2 });
  } catch {
    await makeWritable(path);
    await rm(path, { recursive: true, force: true, maxRetries: 2 });
  }
}

const OWNER_ALL = 0o700;
const OWNER_READ_WRITE = 0o600;

/** Grants the owner full access to all folders and files below a path. Does not follow links. */
export async function makeWritable(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined || found.isSymbolicLink()) return;
  const wanted = found.isDirectory() ? OWNER_ALL : OWNER_READ_WRITE;
  if ((found.mode & wanted) !== wanted) await chmod(path, (found.mode & 0o7777) | wanted);
  if (!found.isDirectory()) return;
  for (const name of await readdir(path)) await makeWritable(join(path, name));
}
