import { join, normalize, relative } from 'node:path';
import { isInside } from '@poppobuilder/core';
import type { Mount } from './mount.ts';
import { depthOf, realPath } from './paths.ts';
import { systemMounts } from './system-mounts.ts';

/** The paths of a namespace. */
export interface MountOptions {
  /** Files and folders that can be read. One inside a writable folder becomes read-only there. */
  readonly readable: readonly string[];
  /** Files and folders that can be written. */
  readonly writable: readonly string[];
  /** Real paths of folders with code, which stay read-only wherever they lie. @defaultValue none */
  readonly code?: readonly string[];
  /** Real paths of writable folders that cannot be renamed or removed. @defaultValue none */
  readonly fixed?: readonly string[];
  /** Paths in writable folders at which there is nothing, and nothing can be made. @defaultValue none */
  readonly empty?: readonly string[];
  /** Folder of the host that is seen as /tmp. */
  readonly temporaryFolder: string;
}

/** Folders of the kernel, which a namespace has of its own. */
const KERNEL_FOLDERS: readonly string[] = ['/proc', '/dev'];

/**
 * The mounts of a namespace, wider ones first. A path is seen under its real name and, where that is another one, under
 * the given name too. What does not exist is left out, and what a wider mount already shows the same way.
 */
export function planMounts(options: MountOptions): Mount[] {
  const { readable, writable, code = [], fixed = [], empty = [], temporaryFolder } = options;
  const wanted = new Map<string, Mount>();
  const want = (mount: Mount): unknown => wanted.set(mount.target, mount);
  if (![...readable, ...writable].some((path) => realPath(path) === '/')) systemMounts().forEach(want);
  for (const path of readable) namesOf(path, 'readable').forEach(want);
  for (const path of writable) namesOf(path, 'writable').forEach(want);
  for (const path of fixed) want({ kind: 'fixed', source: path, target: path });
  for (const path of empty) want({ kind: 'empty', source: path, target: path });
  for (const path of code) want({ kind: 'readable', source: path, target: path });
  const temporary = realPath(temporaryFolder);
  if (temporary !== undefined) want({ kind: 'private', source: temporary, target: '/tmp' });
  const planned: Mount[] = [];
  for (const mount of [...wanted.values()].toSorted((a, b) => depthOf(a.target) - depthOf(b.target))) {
    if (!isShown(mount, mountAround(planned, mount.target))) planned.push(mount);
  }
  return planned;
}

/** The mount through which a path is seen. */
export function mountAround(mounts: readonly Mount[], path: string): Mount | undefined {
  return mounts.findLast(({ target }) => isInside(target, path));
}

function namesOf(path: string, kind: Mount['kind']): Mount[] {
  const source = realPath(path);
  if (source === undefined) return [];
  const targets = new Set([source, normalize(path).replace(/(?<=.)\/$/, '')]);
  return [...targets]
    .filter((target) => !KERNEL_FOLDERS.some((folder) => isInside(folder, target)))
    .map((target) => ({ kind, source, target }));
}

function isShown(mount: Mount, around: Mount | undefined): boolean {
  if (around === undefined || mount.kind === 'fixed' || mount.kind === 'empty') return false;
  if (around.kind === 'link') return true;
  const seen = join(around.source, relative(around.target, mount.target));
  if (realPath(seen) !== mount.source) return false;
  // Nothing can be mounted on a symbolic link, and the link leads to the real name, which is mounted itself.
  return seen !== mount.source || around.kind === mount.kind;
}
