import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { TaskError } from '@poppobuilder/core';
import { taskFolderOn } from '@poppobuilder/core/runner-kit';
import { writeOwner } from './folder-owner.ts';
import { removeFolder } from './remove-folder.ts';

/** How the names of all private folders begin. */
export const FOLDER_PREFIX = 'poppobuilder-';

/** The owner file beside the part that a worker gets, so that a task that empties its folder leaves it alone. */
export const OWNER_FILE = 'owner.json';

const INNER_FOLDER = 'tmp';

/**
 * Creates a folder for temporary files that only this user may enter, and returns its absolute path. It is found as
 * abandoned when this process has ended.
 *
 * @param parent - where it is created; default: the system's folder for temporary files, else /tmp where tasks can write that
 */
export async function createPrivateFolder(parent: string = parentOfPrivateFolders()): Promise<string> {
  // At once: a host that is killed before its folder has an owner leaves one that nobody may remove for an hour.
  const outer = mkdtempSync(join(parent, FOLDER_PREFIX));
  try {
    writeOwner(join(outer, OWNER_FILE));
    const inner = join(outer, INNER_FOLDER);
    mkdirSync(inner, { mode: 0o700 });
    return inner;
  } catch (error) {
    await removeFolder(outer);
    throw error;
  }
}

/** Returns where private folders are created. Tasks that can write there could put another one in the place of one. */
export function parentOfPrivateFolders(): string {
  const folder = resolve(tmpdir());
  return process.platform === 'win32' || taskFolderOn(folder) === undefined ? folder : '/tmp';
}

/** Removes a folder that {@link createPrivateFolder} created. Does nothing when it is gone. */
export async function removePrivateFolder(path: string): Promise<void> {
  const outer = dirname(path);
  if (basename(path) !== INNER_FOLDER || !basename(outer).startsWith(FOLDER_PREFIX)) {
    throw new TaskError({
      code: 'COMPONENT_FAILED',
      message: `"${path}" is no private folder of a worker, so it was not removed.`,
    });
  }
  await removeFolder(outer);
}
