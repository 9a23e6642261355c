import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { delimiter } from 'node:path';
import { outermostModules } from './package-folders.ts';
import { realPath } from './paths.ts';
import { isWide } from './wide-folders.ts';

const BIN = /^s?bin$/;

/**
 * The folders that a program needs to run: the one of its real file, the `lib` of its prefix, and the whole outermost
 * `node_modules` where it lies in one. Never `share`, where programs of a home folder keep data of all kinds.
 */
export function executableFolders(executable: string, homes: readonly string[]): string[] {
  const file = realPath(executable);
  if (file === undefined) return [];
  const folder = dirname(file);
  return [...around(folder), ...(BIN.test(basename(folder)) ? siblings(folder, ['lib'], homes) : [])];
}

/** The folders that the programs of a PATH need: each one, and `lib` and `libexec` beside it. */
export function searchPathFolders(path: string, homes: readonly string[]): string[] {
  const entries = path.split(delimiter).filter((entry) => isAbsolute(entry));
  return entries.flatMap((entry) => {
    const real = realPath(entry);
    if (real === undefined) return [];
    return [...new Set([entry, real])].flatMap((folder) => [
      ...around(folder),
      ...siblings(folder, ['lib', 'libexec'], homes),
    ]);
  });
}

function around(folder: string): string[] {
  return [outermostModules(folder) ?? folder];
}

function siblings(folder: string, names: readonly string[], homes: readonly string[]): string[] {
  const prefix = dirname(folder);
  if (outermostModules(folder) !== undefined || isWide(prefix, homes)) return [];
  return names.map((name) => join(prefix, name)).filter((path) => existsSync(path));
}
