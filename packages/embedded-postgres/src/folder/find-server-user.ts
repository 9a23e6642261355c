import { readFileSync } from 'node:fs';
import { EmbeddedPostgresError } from '../embedded-postgres-error.ts';
import { chooseUser, OWN_USER, USER_NAMES } from './choose-user.ts';
import type { ServerUser } from './server-user.ts';

/**
 * Returns the user to run the server as, or `undefined` for the user of this process. Postgres refuses to run as root, so
 * root's server runs as the owner of the data, else as the first of poppobuilder, postgres, node and nobody that exists.
 * All but the first may run other programs too, which a warning says for a folder without data. Throws `INVALID_CONFIG`
 * when there is none.
 */
export function findServerUser(folder: string, dataOwner: ServerUser | undefined): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (dataOwner !== undefined && dataOwner.uid !== 0) return dataOwner;
  const user = chooseUser(readFileSync('/etc/passwd', 'utf8'));
  if (user !== undefined) {
    if (user.name !== OWN_USER) process.emitWarning(sharedUser(folder, user.name), 'PoppoBuilderWarning');
    return user;
  }
  const message =
    `Postgres does not run as root, and this machine has none of the users ${USER_NAMES.join(', ')}. Add one ` +
    `(${ADD_OWN_USER}), start as another user, or set DATABASE_URL to a Postgres of your own.`;
  throw new EmbeddedPostgresError({ code: 'INVALID_CONFIG', message });
}

const ADD_OWN_USER = `useradd --system --user-group --no-create-home --shell /usr/sbin/nologin ${OWN_USER}`;

/** Returns the warning for the owner of a new database, who can still change its user. */
function sharedUser(folder: string, name: string): string {
  return (
    `We are root, so the database in "${folder}" is made for the user "${name}". Every process of that user can submit ` +
    `tasks to it, which may run as root. For a user of its own, while nothing uses the database: ${ADD_OWN_USER}; ` +
    `cd "${folder}"; rm -rf socket; chown -R ${OWN_USER}: data`
  );
}
