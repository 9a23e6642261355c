import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { TaskError } from '@poppobuilder/core';

/** Returns the absolute paths of the folders of a flag. Throws `INVALID_CONFIG` that names each one that does not exist. */
export function existingFolders(flag: string, folders: readonly string[]): string[] {
  const paths = folders.map((folder) => resolve(folder));
  const missing = paths.filter((path) => statSync(path, { throwIfNoEntry: false }) === undefined);
  if (missing.length === 0) return paths;
  const names = missing.map((path) => JSON.stringify(path)).join(', ');
  const message = `${names} of ${flag} ${missing.length === 1 ? 'does' : 'do'} not exist. Check the path.`;
  throw new TaskError({ code: 'INVALID_CONFIG', message });
}
