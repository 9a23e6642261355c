import { type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ServerUser } from './server-user.ts';

/** Returns the first folder on the way from the root to a path, itself included, that a user may not enter. */
export function findImpassable(path: string, user: ServerUser): string | undefined {
  const parent = dirname(path);
  const above = parent === path ? undefined : findImpassable(parent, user);
  return above ?? (mayDo(statSync(path), user, 0o1) ? undefined : path);
}

/** Whether a user may do what the bits say (4 read, 2 write, 1 run or enter), by the mode of a file. */
export function mayDo(stats: Stats, user: ServerUser, bits: number): boolean {
  const shift = stats.uid === user.uid ? 6 : stats.gid === user.gid ? 3 : 0;
  return ((stats.mode >> shift) & bits) === bits;
}
