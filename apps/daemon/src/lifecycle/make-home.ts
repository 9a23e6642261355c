import { chmodSync, mkdirSync, statSync } from 'node:fs';

/** Makes the home folder, which only this user may list. When we are root, another user runs Postgres, and must be able to enter. */
export function makeHome(folder: string): void {
  const isRoot = process.getuid?.() === 0;
  mkdirSync(folder, { recursive: true, mode: isRoot ? 0o711 : 0o700 });
  if (!isRoot) return;
  const { mode, uid } = statSync(folder);
  if (uid === 0 && (mode & 0o001) === 0) chmodSync(folder, (mode & 0o7777) | 0o011);
}
