import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isInside } from '@poppobuilder/core';
import { homeFolders, isWide, taskFolderOn, toolchainFolders } from '@poppobuilder/core/runner-kit';
import { realPath } from '../sandbox/paths.ts';
import { isSystemPath } from '../sandbox/system-mounts.ts';

/** What lies in a folder where a person keeps secrets, so that it is more than a toolchain. */
const PRIVATE = ['.ssh', '.gnupg', '.aws', '.netrc', '.npmrc', '.git-credentials', '.config'];

/**
 * Returns the folders of toolchains that a sandbox is to show. One that is as wide as a home folder, holds a person's secrets
 * or lies in another project is left out.
 */
export function readableToolchains(
  environment: Readonly<Record<string, string>>,
  projectPath: string,
): string[] {
  const homes = homeFolders();
  return toolchainFolders(environment).filter((folder) => {
    const real = realPath(folder);
    if (real === undefined || isSystemPath(real) || isInside(projectPath, real)) return false;
    const isPrivate = PRIVATE.some((name) => existsSync(join(real, name)));
    return !isPrivate && !isWide(folder, homes) && !isWide(real, homes) && taskFolderOn(folder) === undefined;
  });
}
