import { basename, delimiter, dirname, isAbsolute, join } from 'node:path';
import { homeFolders, isWide, taskFolderOn, whyNotExecutable } from '@poppobuilder/core/runner-kit';
import { realPath } from '../sandbox/paths.ts';

/**
 * Returns the folder to make readable for a program that a sandbox does not show: that of its file, and the whole prefix of
 * one in a `bin`. Nothing when it does not exist on the host either, or belongs to a project.
 *
 * @param program - a name, looked for on the PATH, or an absolute path
 */
export function folderOfHiddenProgram(program: string, path = ''): string | undefined {
  const candidates = isAbsolute(program)
    ? [program]
    : path
        .split(delimiter)
        .filter((entry) => isAbsolute(entry) && !program.includes('/'))
        .map((entry) => join(entry, program));
  const file = candidates.find((candidate) => whyNotExecutable(candidate) === undefined);
  const real = file === undefined ? undefined : realPath(file);
  if (real === undefined || taskFolderOn(real) !== undefined) return undefined;
  const folder = dirname(real);
  const prefix = dirname(folder);
  return /^s?bin$/.test(basename(folder)) && !isWide(prefix, homeFolders()) ? prefix : folder;
}
