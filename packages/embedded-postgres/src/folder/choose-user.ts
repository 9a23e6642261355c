import type { NamedUser } from './server-user.ts';

/** The user that runs nothing else. */
export const OWN_USER = 'poppobuilder';

/** Users that root's server may run as, in order of preference. */
export const USER_NAMES: readonly string[] = [OWN_USER, 'postgres', 'node', 'nobody'];

/** Returns the first of {@link USER_NAMES} that a passwd file has. */
export function chooseUser(passwd: string): NamedUser | undefined {
  const users = new Map(passwd.split('\n').map((line) => [line.split(':', 1)[0], line.split(':')]));
  const [name = '', , uid, gid] =
    USER_NAMES.map((one) => users.get(one)).find((fields) => fields !== undefined) ?? [];
  // The system's files may write the ids of nobody as -2.
  return uid === undefined ? undefined : { name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 };
}
