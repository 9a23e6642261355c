import { chmod, lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const OWNER_MAY_ALL = 0o700;

/**
 * Removes a folder with all that is in it, folders without permissions included; links in it are removed, not followed.
 * Does nothing when it is not there.
 */
export async function removeFolder(path: string): Promise<void> {
  try {
    await remove(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EACCES' && code !== 'EPERM') throw error;
    await openFolders(path);
    await remove(path);
  }
}

/** Makes accessible to the owner a folder and all folders in it; links are not followed. */
async function openFolders(path: string): Promise<void> {
  const status = await lstat(path);
  if (!status.isDirectory()) return;
  if ((status.mode & OWNER_MAY_ALL) !== OWNER_MAY_ALL) await chmod(path, OWNER_MAY_ALL);
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory()) await openFolders(join(path, entry.name));
  }
}

async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
}
