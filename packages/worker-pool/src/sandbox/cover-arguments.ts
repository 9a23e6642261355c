import { statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isInside } from '@poppobuilder/core';
import type { Mount } from './mount.ts';
import { realPath } from './paths.ts';
import { mountAround } from './plan-mounts.ts';

/** A path whose content no process in the namespace sees. */
export interface CoveredPath {
  /**
   * Absolute path: a folder is seen empty, a file too. One that does not exist in a writable folder is made; elsewhere it
   * is left out, so make it first when it may appear later.
   */
  readonly path: string;
  /** Folders below it that can be written all the same; one that does not exist is left out. @defaultValue none */
  readonly writable?: readonly string[];
  /** Folders below it that can be read all the same; one that does not exist is left out. @defaultValue none */
  readonly readable?: readonly string[];
}

/**
 * Arguments that cover paths wherever the mounts show them; they come after those of the mounts.
 *
 * @param code - real paths of folders that are seen all the same, read-only
 */
export function coverArguments(
  mounts: readonly Mount[],
  covered: readonly CoveredPath[],
  code: readonly string[] = [],
): string[] {
  return covered.flatMap(({ path, writable = [], readable = [] }) => {
    const source = realPath(path) ?? path;
    const shown = (option: string, folders: readonly string[], name: string): string[] =>
      folders
        .filter((folder) => folder !== source && isInside(source, folder))
        .flatMap((folder) => [option, folder, join(name, relative(source, folder))]);
    return shownNames(mounts, source).flatMap((name) => [
      ...coverArgument(source, name),
      ...shown('--bind', realPaths(writable), name),
      ...shown('--ro-bind', [...realPaths(readable), ...code], name),
    ]);
  });
}

const realPaths = (folders: readonly string[]): string[] =>
  folders.flatMap((folder) => realPath(folder) ?? []);

function coverArgument(source: string, name: string): string[] {
  const isFile = statSync(source, { throwIfNoEntry: false })?.isDirectory() === false;
  return isFile ? ['--dev-bind', '/dev/null', name] : ['--tmpfs', name];
}

/** The names under which a path of the host is seen. */
function shownNames(mounts: readonly Mount[], path: string): string[] {
  const exists = realPath(path) !== undefined;
  return mounts.flatMap((mount) => {
    if (mount.kind === 'link' || !isInside(mount.source, path)) return [];
    if (!exists && mount.kind === 'readable') return [];
    const name = join(mount.target, relative(mount.source, path));
    return mountAround(mounts, name) === mount ? [name] : [];
  });
}
