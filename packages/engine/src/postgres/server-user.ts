import { readFileSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { TaskError } from '@poppobuilder/core';

/** The user that the server runs as. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** A user by name. */
export interface NamedUser extends ServerUser {
  readonly name: string;
}

/** The user that is nobody else's. */
const OWN = 'poppobuilder';

/** Users that the server may run as when we are root, which Postgres refuses to be; first the one of our own. */
export const CANDIDATES: readonly string[] = [OWN, 'postgres', 'node', 'nobody'];

/**
 * The user to run the server as, where it is not our own: root's server runs as the owner of the data, else as the first
 * of poppobuilder, postgres, node and nobody that exists. All but the first are shared with other programs, which is told
 * of as a warning for a folder without data. Throws `INVALID_CONFIG` when there is none.
 */
export function findServerUser(folder: string, dataOwner: ServerUser | undefined): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (dataOwner !== undefined && dataOwner.uid !== 0) return dataOwner;
  const user = findUser(readFileSync('/etc/passwd', 'utf8'), CANDIDATES);
  if (user !== undefined) {
    if (user.name !== OWN) process.emitWarning(sharedUser(folder, user.name), 'PoppoBuilderWarning');
    return user;
  }
  const message =
    `Postgres does not run as root, and this machine has none of the users ${CANDIDATES.join(', ')}. Add one ` +
    `(${ADD_OWN}), start as another user, or set DATABASE_URL to a Postgres of your own.`;
  throw new TaskError({ code: 'INVALID_CONFIG', message, component: 'EmbeddedPostgres' });
}

const ADD_OWN = `useradd --system --user-group --no-create-home --shell /usr/sbin/nologin ${OWN}`;

/** What the owner of a new database should be told, who can still change it. */
function sharedUser(folder: string, name: string): string {
  return (
    `We are root, so the database in "${folder}" is made for the user "${name}". Every process of that user can submit ` +
    `tasks to it, which may run as root. For a user of its own, while nothing uses the database: ${ADD_OWN}; ` +
    `cd "${folder}"; rm -rf socket; chown -R ${OWN}: data`
  );
}

/** The first of the named users that a passwd file has. */
export function findUser(passwd: string, names: readonly string[]): NamedUser | undefined {
  const users = new Map(passwd.split('\n').map((line) => [line.split(':', 1)[0], line.split(':')]));
  const [name = '', , uid, gid] =
    names.map((one) => users.get(one)).find((fields) => fields !== undefined) ?? [];
  // The system's files may write the ids of nobody as -2.
  return uid === undefined ? undefined : { name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 };
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
