import { realpathSync, type Stats, statSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import { parseArgument } from '../arguments/parse-argument.ts';
import { nonEmptyText, text, texts } from '../arguments/schemas.ts';
import { TaskError } from '../errors/task-error.ts';
import { addTaskFolder } from './task-folders.ts';

/** Whether a path is a folder or lies below it; both must be real paths. */
export function isInside(folder: string, path: string): boolean {
  // It is asked for every path of a worker: texts need no further look.
  if (typeof folder !== 'string') parseArgument(text, folder, { of: 'isInside()', name: 'folder' });
  if (typeof path !== 'string') parseArgument(text, path, { of: 'isInside()', name: 'path' });
  if (path === folder) return true;
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** The folder of a project, as it was found. */
export interface ProjectFolder {
  /** Its real path. */
  readonly projectPath: string;
  /** When an entry of the folder was last made, replaced or removed; in milliseconds since the epoch. */
  readonly changedAt?: number | undefined;
}

/**
 * Checks a project path and gives its real path: absolute, existing, a folder, without NUL, and inside one of the
 * allowed roots when there are any. Symlinks and `..` are resolved before that check. The folder counts as one of tasks then.
 *
 * Throws `INVALID_PROJECT_PATH`.
 */
export function resolveProjectPath(projectPath: string, allowedRoots: readonly string[] = []): string {
  const place = { of: 'resolveProjectPath()', code: 'INVALID_PROJECT_PATH' } as const;
  parseArgument(nonEmptyText, projectPath, { ...place, name: 'projectPath' });
  parseArgument(texts, allowedRoots, { ...place, name: 'allowedRoots' });
  return findProjectFolder(projectPath, allowedRoots).projectPath;
}

/** Does what {@link resolveProjectPath} does for arguments whose types have been checked, as those of every task have. */
export function findProjectFolder(projectPath: string, allowedRoots: readonly string[]): ProjectFolder {
  if (projectPath.includes('\0')) throw invalid('projectPath contains a NUL character. Remove it.');
  const shown = JSON.stringify(projectPath);
  if (!isAbsolute(projectPath)) throw invalid(`projectPath ${shown} is relative. Give an absolute path.`);
  const folder = lookUpFolder(projectPath, shown);
  const realPath = folder.projectPath;
  if (allowedRoots.length > 0 && !allowedRoots.some((root) => isInside(realRoot(root), realPath))) {
    const resolved = realPath === projectPath ? '' : `, which is ${JSON.stringify(realPath)},`;
    throw invalid(
      `projectPath ${shown}${resolved} lies outside the allowed roots (${allowedRoots.join(', ')}). Move it or allow its root.`,
    );
  }
  addTaskFolder(realPath);
  return folder;
}

function lookUpFolder(projectPath: string, shown: string): ProjectFolder {
  let realPath: string;
  let stats: Stats;
  try {
    realPath = realpathSync.native(projectPath);
    stats = statSync(realPath);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw invalid(`projectPath ${shown} does not exist. Check the path, or create the folder.`, cause);
    }
    throw invalid(
      `projectPath ${shown} cannot be read (${code ?? 'unknown error'}). Check its permissions.`,
      cause,
    );
  }
  if (!stats.isDirectory()) throw invalid(`projectPath ${shown} is not a folder. Give the project's folder.`);
  return { projectPath: realPath, changedAt: stats.ctimeMs };
}

function realRoot(root: string): string {
  try {
    return realpathSync.native(root);
  } catch {
    return root;
  }
}

const invalid = (message: string, cause?: unknown): TaskError =>
  new TaskError({ code: 'INVALID_PROJECT_PATH', message, cause });
