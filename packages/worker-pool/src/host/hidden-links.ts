import { isInside } from '@poppobuilder/core';
import type { ProjectFolders } from './project-folders.ts';

/** Returns a warning for each link of a project that leads to a folder which its sandboxed tasks do not see. */
export function warnAboutHiddenLinks({ hidden }: ProjectFolders, readable: readonly string[]): string[] {
  return hidden
    .filter(([, target]) => !readable.some((path) => isInside(path, target)))
    .map(
      ([link, target]) =>
        `${link} is a link to ${target}, which lies outside of the project, so sandboxed tasks do not see it. Run with --readable ${target}, or install a copy of it.`,
    );
}
