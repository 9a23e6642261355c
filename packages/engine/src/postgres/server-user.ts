import { readFileSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { TaskError } from '@poppobuilder/core';

/** The user that the server runs as. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** Users that the server may run as when we are root, which Postgres refuses to be. */
const CANDIDATES = ['postgres', 'node', 'nobody'];

/**
 * The user to run the server as, where it is not our own: root's server runs as the owner of the data, else as the first
 * of postgres, node and nobody that exists. Throws `INVALID_CONFIG` when there is none.
 */
export function findServerUser(dataOwner: ServerUser | undefined): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (dataOwner !== undefined && dataOwner.uid !== 0) return dataOwner;
  const user = findUser(readFileSync('/etc/passwd', 'utf8'), CANDIDATES);
  if (user !== undefined) return user;
  const message =
    'Postgres does not run as root, and this machine has none of the users postgres, node and nobody. ' +
    'Add one, start as another user, or set DATABASE_URL to a Postgres of your own.';
  throw new TaskError({ code: 'INVALID_CONFIG', message, component: 'EmbeddedPostgres' });
}

/** The first of the named users that a passwd file has. */
export function findUser(passwd: string, names: readonly string[]): ServerUser | undefined {
  const users = new Map(passwd.split('\n').map((line) => [line.split(':', 1)[0], line.split(':')]));
  const [, , uid, gid] = names.map((name) => users.get(name)).find((fields) => fields !== undefined) ?? [];
  // The system's files may write the ids of nobody as -2.
  return uid === undefined ? undefined : { uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 };
}

/** The innermost folder on the way to a path, itself included, that a user may not enter. */
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
