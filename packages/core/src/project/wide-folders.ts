import { readdirSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { realPathOfExisting } from './places-on-path.ts';
import { isInside } from './project-path.ts';

/** Folders of the system that many programs keep their own data in. */
const SHARED_FOLDERS = new Set(['/etc', '/opt', '/proc', '/sys', '/dev', '/run', '/tmp', '/var', '/var/tmp']);

/** The home folders of this machine that can be told without reading accounts. */
export function homeFolders(): string[] {
  const all = [homedir(), accountHome(), '/root', ...children('/home'), ...children('/Users')];
  const found = all.flatMap((home) => (home === undefined ? [] : [home, realPathOfExisting(home)]));
  return [...new Set(found)].filter((home) => home !== '/');
}

/** Whether a folder holds much more than one program: the root, a home folder, what lies above one, /tmp and the like. */
export function isWide(folder: string, homes: readonly string[]): boolean {
  if (folder === '/' || SHARED_FOLDERS.has(folder)) return true;
  return homes.some((home) => isInside(folder, home));
}

function accountHome(): string | undefined {
  try {
    return userInfo().homedir;
  } catch {
    return undefined;
  }
}

function children(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => `${folder}/${name}`);
  } catch {
    return [];
  }
}
