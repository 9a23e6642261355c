import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { currentOwner, hasEnded, readOwner } from './folder-owner.ts';
import { FOLDER_PREFIX, OWNER_FILE, parentOfPrivateFolders } from './private-folder.ts';
import { removeFolder } from './remove-folder.ts';

/** What a sweep did. */
export interface SweepResult {
  /** Paths of removed folders. */
  readonly removed: readonly string[];
  /** Abandoned ones that could not be removed, or only in part. */
  readonly failed: readonly { readonly folder: string; readonly error: unknown }[];
}

/** A folder without an owner file may be in the making for this long, in milliseconds. */
const OWNERLESS_AGE = 60 * 60 * 1000;

/**
 * Removes the private folders whose owner has ended: folders of this user's with mode 0700, never what a link leads to.
 *
 * @param parent - where they are; default: the system's folder for temporary files
 */
export async function sweepAbandonedFolders(parent: string = parentOfPrivateFolders()): Promise<SweepResult> {
  const removed: string[] = [];
  const failed: { folder: string; error: unknown }[] = [];
  const names = await readdir(parent);
  for (const name of names.filter((entry) => entry.startsWith(FOLDER_PREFIX))) {
    const folder = join(parent, name);
    if (!(await isAbandoned(folder))) continue;
    try {
      await removeFolder(folder);
      removed.push(folder);
    } catch (error) {
      failed.push({ folder, error });
    }
  }
  return { removed, failed };
}

async function isAbandoned(folder: string): Promise<boolean> {
  const status = await lstat(folder).catch(() => undefined);
  if (status?.isDirectory() !== true) return false;
  // Windows has neither users nor modes like these.
  const ours =
    process.getuid === undefined || (status.uid === process.getuid() && (status.mode & 0o777) === 0o700);
  if (!ours) return false;
  const owner = readOwner(join(folder, OWNER_FILE));
  if (owner !== undefined) return hasEnded(owner, currentOwner());
  return Date.now() - Math.max(status.mtimeMs, status.ctimeMs) > OWNERLESS_AGE;
}
