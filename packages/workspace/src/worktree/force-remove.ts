import { chmod, lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Removes a file, a link or a folder with all that is in it, also when its modes do not permit it; follows no link. */
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

/** Gives the owner all rights on the folders and files below a path; follows no link. */
export async function makeWritable(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined || found.isSymbolicLink()) return;
  const wanted = found.isDirectory() ? OWNER_ALL : OWNER_READ_WRITE;
  if ((found.mode & wanted) !== wanted) await chmod(path, (found.mode & 0o7777) | wanted);
  if (!found.isDirectory()) return;
  for (const name of await readdir(path)) await makeWritable(join(path, name));
}
