import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isInside } from '@poppobuilder/core';
import { isWide, taskFolderOn, trustedEntries } from '@poppobuilder/core/runner-kit';
import { outermostModules } from './package-folders.ts';
import { realPath } from './paths.ts';

const BIN = /^s?bin$/;

/**
 * The folders that a program needs to run: the one of its real file, the `lib` of its prefix, and the whole outermost
 * `node_modules` where it lies in one. Never `share`, where programs of a home folder keep data of all kinds.
 */
export function executableFolders(executable: string, homes: readonly string[]): string[] {
  const file = realPath(executable);
  if (file === undefined || leadsOut(executable, file)) return [];
  const folder = dirname(file);
  return [...around(folder), ...(BIN.test(basename(folder)) ? siblings(folder, ['lib'], homes) : [])];
}

/**
 * The folders that the programs of a PATH need: each one, and `lib` and `libexec` beside it. An entry in a folder of tasks needs
 * nothing: its own project shows it, and a task could put a link to any folder of the host in its place.
 */
export function searchPathFolders(path: string, homes: readonly string[]): string[] {
  return trustedEntries(path).flatMap((entry) => {
    const real = realPath(entry);
    if (real === undefined) return [];
    return [...new Set([entry, real])].flatMap((folder) => [
      ...around(folder),
      ...siblings(folder, ['lib', 'libexec'], homes),
    ]);
  });
}

/** Whether a path goes by way of a folder of tasks and ends outside of it: a task may have put a link there. */
function leadsOut(path: string, real: string): boolean {
  const folder = taskFolderOn(path);
  return folder !== undefined && !isInside(folder, real);
}

function around(folder: string): string[] {
  return [outermostModules(folder) ?? folder];
}

function siblings(folder: string, names: readonly string[], homes: readonly string[]): string[] {
  const prefix = dirname(folder);
  if (outermostModules(folder) !== undefined || isWide(prefix, homes)) return [];
  return names.map((name) => join(prefix, name)).filter((path) => existsSync(path));
}
