import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const ANY_WRITE = 0o222;

/**
 * Arguments that make the kernel's settings in /proc read-only: every folder that is no process, and every file that
 * can be written. Root of the host stays the owner of those files in a user namespace, and bubblewrap itself covers
 * only some of them. Other users need none of it, and the covers would keep them from a /proc of their own in an inner
 * namespace.
 */
export function kernelFileArguments(): string[] {
  if (process.getuid?.() !== 0) return [];
  return readdirSync('/proc')
    .filter((name) => !/^\d+$/.test(name))
    .map((name) => join('/proc', name))
    .filter(isSetting)
    .flatMap((path) => ['--ro-bind', path, path]);
}

function isSetting(path: string): boolean {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined || status.isSymbolicLink()) return false;
  return status.isDirectory() || (status.mode & ANY_WRITE) !== 0;
}
