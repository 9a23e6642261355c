import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { TaskError } from '@poppobuilder/core';

/** Creates a folder of PoppoBuilder's own data and returns its real path. Throws `INVALID_CONFIG`. */
export function makeFolder(...parts: readonly string[]): string {
  const path = join(...parts);
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return realpathSync.native(path);
  } catch (cause) {
    throw unusableFolder(path, cause);
  }
}

/** Returns the error for a folder of PoppoBuilder's own data that cannot be written. */
export function unusableFolder(path: string, cause: unknown): TaskError {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
  const message = `The folder ${path} cannot be made (${code}). Check POPPOBUILDER_HOME and its permissions.`;
  return new TaskError({ code: 'INVALID_CONFIG', message, cause });
}
