import { lstatSync, realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { isInside, TaskError } from '@poppobuilder/core';

/**
 * Returns the real path of a command's working directory. Throws `INVALID_PROJECT_PATH` when `cwd` is not a folder or,
 * with symlinks resolved, is outside the project.
 */
export function resolveCommandFolder(projectFolder: string, cwd: string | undefined): string {
  if (cwd === undefined) return projectFolder;
  const shown = `options.cwd ${JSON.stringify(cwd)}`;
  const folder = realFolder(resolve(projectFolder, cwd), projectFolder, shown);
  if (isInside(realpathSync.native(projectFolder), folder)) return folder;
  const target = folder === cwd ? '' : `, which is ${JSON.stringify(folder)},`;
  throw outside(`${shown}${target}`);
}

function realFolder(path: string, projectFolder: string, shown: string): string {
  let folder: string;
  let isFolder: boolean;
  try {
    folder = realpathSync.native(path);
    isFolder = statSync(folder).isDirectory();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    // A worker does not see files outside the project.
    if (!isInside(projectFolder, path) || isDenied(code) || isLink(path)) throw outside(shown, cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw invalid(`${shown} does not exist in the project. Check it, or create the folder.`, cause);
    }
    throw invalid(`${shown} cannot be read (${code ?? 'unknown error'}). Check its permissions.`, cause);
  }
  if (!isFolder) throw invalid(`${shown} is not a folder. Use a folder of the project.`);
  return folder;
}

const isDenied = (code: string | undefined): boolean => code === 'ERR_ACCESS_DENIED';

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

const outside = (shown: string, cause?: unknown): TaskError =>
  invalid(`${shown} lies outside the project. It must stay inside the project.`, cause);

const invalid = (message: string, cause?: unknown): TaskError =>
  new TaskError({ code: 'INVALID_PROJECT_PATH', message, cause });
