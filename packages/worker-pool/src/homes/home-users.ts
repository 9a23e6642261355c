import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, unusableFolder } from '../host/make-folder.ts';
import { currentOwner, hasEnded, readOwner } from '../tree/folder-owner.ts';

/** Beside the HOME folders, where no task can write: which workers use which of them. */
const USERS_FOLDER = 'home-users';

/** Milliseconds after which a mark is stale, whatever is known of its host: no worker lives that long. */
const MAX_USE = 30 * 24 * 60 * 60 * 1000;

/**
 * Marks that a worker uses the HOME folders of a key, before they are made. Returns what takes the mark away. Throws
 * `INVALID_CONFIG`.
 *
 * @param projectHome - the project's folder below `POPPOBUILDER_HOME`
 */
export function useHomes(projectHome: string, key: string, workerId: string): () => void {
  const folder = makeFolder(projectHome, USERS_FOLDER, key);
  const mark = join(folder, workerId);
  try {
    writeFileSync(mark, JSON.stringify(currentOwner()), { mode: 0o600 });
  } catch (cause) {
    throw unusableFolder(folder, cause);
  }
  return () => rmSync(mark, { force: true });
}

/** Whether a worker may use the HOME folders of a key. */
export function areHomesUsed(projectHome: string, key: string): boolean {
  const folder = join(projectHome, USERS_FOLDER, key);
  return namesIn(folder).some((name) => isLive(join(folder, name)));
}

/** When the HOME folders of a key were last used, in milliseconds since the epoch; `undefined` when there is no mark. */
export function lastUseOf(projectHome: string, key: string): number | undefined {
  return statSync(join(projectHome, USERS_FOLDER, key), { throwIfNoEntry: false })?.mtimeMs;
}

function isLive(mark: string): boolean {
  const status = statSync(mark, { throwIfNoEntry: false });
  if (status === undefined || Date.now() - status.mtimeMs > MAX_USE) return false;
  const owner = readOwner(mark);
  return owner === undefined || !hasEnded(owner);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
