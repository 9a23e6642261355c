import { existsSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { placesOnPath } from '../project/places-on-path.ts';
import { taskFolderOn } from '../project/task-folders.ts';
import { homeFolders, isWide } from '../project/wide-folders.ts';
import { HIDDEN_FILE, whyNotExecutable } from './executable-file.ts';

/** An entry that npm, pnpm and the like put on the PATH. */
const MODULES = /[\\/]node_modules[\\/]/;

/**
 * Returns the entries of a PATH from which the host, and programs with secrets, may take other programs: the absolute ones
 * that lead through no folder that tasks can write, be it there yet or not.
 */
export function trustedEntries(path = ''): string[] {
  return path.split(delimiter).filter((entry) => isAbsolute(entry) && taskFolderOn(entry) === undefined);
}

/**
 * Returns the first file of that name in the trusted entries of a PATH that may be executed and lies in no folder of tasks.
 * Where Node's permissions hide an earlier entry from a worker, returns the name itself: the system, which sees that entry,
 * is to look it up on the trusted entries.
 */
export function findTrustedProgram(name: string, path: string | undefined): string | undefined {
  const isWindows = process.platform === 'win32';
  const endings = isWindows ? ['', ...(process.env['PATHEXT'] ?? '.EXE').split(';')] : [''];
  const candidates = trustedEntries(path).flatMap((entry) =>
    endings.map((ending) => join(entry, `${name}${ending}`)),
  );
  const trusted = candidates.filter((file) => taskFolderOn(file) === undefined);
  const found = trusted.find((file) => isExecutable(file) ?? true);
  if (found === undefined || isExecutable(found) === true) return found;
  const canLookUp = !isWindows && trusted.length === candidates.length;
  return canLookUp ? name : trusted.find((file) => isExecutable(file) === true);
}

/**
 * Returns the absolute path of a program of the system that this process is to run outside of every sandbox, such as
 * `bwrap` or `git`; `undefined` when there is none. It is never taken from a `node_modules`, nor from the checkout that the
 * process stands in: npm and pnpm put such folders on the PATH, and their project may not be known yet.
 *
 * @param path - @defaultValue `process.env.PATH`
 */
export function findHostProgram(
  name: string,
  path: string | undefined = process.env['PATH'],
): string | undefined {
  return findTrustedProgram(name, hostSearchPath(path));
}

/** Returns the PATH for a program that {@link findHostProgram} finds, by the same rules. */
export function hostSearchPath(path: string | undefined = process.env['PATH']): string {
  const checkout = enclosingCheckout();
  return trustedEntries(path)
    .filter(
      (entry) => !MODULES.test(entry) && !(checkout !== undefined && placesOnPath(entry).includes(checkout)),
    )
    .join(delimiter);
}

/** Returns the absolute path of a program that comes with Windows: a bare name is looked for in the current folder first. */
export function windowsProgram(name: string): string {
  return join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', `${name}.exe`);
}

/**
 * The folder with a `.git` around the current one. A home folder that is a checkout, or what lies above one, does not count:
 * its owner keeps programs there that are no part of a project.
 */
function enclosingCheckout(): string | undefined {
  const homes = homeFolders();
  for (let folder = currentFolder(); !isWide(folder, homes); folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
  }
  return undefined;
}

/** It may have been removed. */
function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    return '/';
  }
}

/** `undefined` where Node's permissions keep this process from looking. */
function isExecutable(file: string): boolean | undefined {
  const reason = whyNotExecutable(file);
  return reason === HIDDEN_FILE ? undefined : reason === undefined;
}
