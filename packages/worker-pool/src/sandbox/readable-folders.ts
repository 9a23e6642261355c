import { normalize } from 'node:path';
import { homeFolders, isWide } from '@poppobuilder/core/runner-kit';
import { outermost, packageFolders } from './package-folders.ts';
import { realPath } from './paths.ts';
import { executableFolders, searchPathFolders } from './program-folders.ts';
import { isSystemPath } from './system-mounts.ts';

/** What is to be loaded and run. */
export interface ReadableFoldersOptions {
  /** Absolute paths of modules that Node is to load. @defaultValue none */
  readonly modules?: readonly string[];
  /** Absolute paths of programs. @defaultValue none */
  readonly executables?: readonly string[];
  /** A PATH whose programs are to be found and run. @defaultValue none */
  readonly path?: string;
  /** Home folders, which are never readable as a whole. @defaultValue those of this machine */
  readonly homes?: readonly string[];
}

/**
 * The folders of the host that must be readable so that Node can load modules and programs can run; what every namespace
 * has is not among them. The root, home folders, what lies above one, and shared folders such as /tmp and /etc are left
 * out, under every name.
 */
export function readableFolders(options: ReadableFoldersOptions): string[] {
  const { modules = [], executables = [], path = '', homes = homeFolders() } = options;
  const all = [
    ...modules.flatMap((module) => packageFolders(module, homes)),
    ...executables.flatMap((executable) => executableFolders(executable, homes)),
    ...searchPathFolders(path, homes),
  ].map((folder) => normalize(folder).replace(/(?<=.)\/$/, ''));
  return outermost(
    all.filter((folder) => {
      const real = realPath(folder);
      if (real === undefined || isSystemPath(real)) return false;
      return !isWide(folder, homes) && !isWide(real, homes);
    }),
  );
}
