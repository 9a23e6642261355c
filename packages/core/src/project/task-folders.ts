import { isAbsolute } from 'node:path';
import { placesOnPath, realPathOfExisting } from './places-on-path.ts';

/** Real paths of the folders that tasks can write. */
const folders = new Set<string>();

/** Names by which they were given, so that a known one costs no look at the disk. */
const given = new Set<string>();

/** Folders of the system: whoever calls one a project does not keep the host from its own programs. */
const SYSTEM_FOLDER = /^\/(usr|s?bin|lib(32|64|x32)?)?(\/|$)/;

/**
 * Declares that tasks can write a folder: a project, or the folder of all homes or worktrees. From then on this process takes
 * neither programs for itself nor plugins from it. It need not exist yet.
 *
 * @param path - absolute; another one counts for nothing
 */
export function addTaskFolder(path: string): void {
  if (given.has(path) || !isAbsolute(path)) return;
  given.add(path);
  const real = realPathOfExisting(path);
  if (!SYSTEM_FOLDER.test(real)) folders.add(real);
}

/** Returns the real paths of all folders that tasks can write, as far as this process knows. */
export function knownTaskFolders(): string[] {
  return [...folders];
}

/**
 * Returns the folder of tasks that a path leads through: by its own name, by a link on its way or by the place where it
 * ends. What does not exist yet counts as well, since a task could make it.
 *
 * @param path - absolute
 */
export function taskFolderOn(path: string): string | undefined {
  if (folders.size === 0) return undefined;
  return taskFolderAmong(placesOnPath(path));
}

/** Returns the folder of tasks among the places on a path, as {@link placesOnPath} returned them before. */
export function taskFolderAmong(places: readonly string[]): string | undefined {
  return places.find((place) => folders.has(place));
}
