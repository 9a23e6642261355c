import {
  accessSync,
  chmodSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { EmbeddedPostgresError } from '../embedded-postgres-error.ts';
import { folderFailure } from './folder-failure.ts';
import { findImpassable } from './access.ts';
import { findServerUser } from './find-server-user.ts';
import type { ServerUser } from './server-user.ts';

/** What the folder of one server holds, as absolute paths without links. */
export interface ServerFolder {
  readonly path: string;
  /** Postgres's own data folder. It is there only when it is whole. */
  readonly data: string;
  /** What the server prints. */
  readonly log: string;
  /** Locked while a process initialises, starts or stops the server. */
  readonly lock: string;
  /** Locked by every process that uses the server, shared with others. */
  readonly users: string;
  /** The user that the server runs as, absent for our own. */
  readonly user?: ServerUser;
}

const LOCK = 'lock';
const USERS = 'users';
const DATA = 'data';

/** What a folder that is new to us may hold. */
const HARMLESS: ReadonlySet<string> = new Set(['lost+found', '.DS_Store']);

/** Postgres itself accepts paths of up to 1023 bytes, including the names of its files. */
const MAX_PATH = 900;

/**
 * Opens a server's folder, makes it when it is not there, and prepares it for the server's user. Throws `INVALID_CONFIG`
 * when it cannot be used; then it is untouched.
 */
export function openServerFolder(folder: string, major: string): ServerFolder {
  const path = makeFolder(resolve(folder));
  const names = readdirSync(path);
  if (names.includes('PG_VERSION')) throw notOurs(path, join(path, 'PG_VERSION'), major);
  const data = join(path, DATA);
  if (names.includes(DATA)) checkData(path, data, major);
  const strange = names.filter((name) => !HARMLESS.has(name));
  // Another process may just have begun with it, or been killed then.
  if (strange.length > 0 && ![LOCK, USERS, DATA].some((name) => names.includes(name))) {
    throw invalid(
      `The folder "${path}" is not empty, and it is no data folder of PoppoBuilder's Postgres: it has ` +
        `"${strange[0]}". Name an empty folder or one that is not there yet.`,
    );
  }
  const user = findServerUser(path, names.includes(DATA) ? statSync(data) : undefined);
  if (user !== undefined) letPass(path, user);
  return {
    path,
    data,
    log: join(path, 'postgres.log'),
    lock: join(path, LOCK),
    users: join(path, USERS),
    ...(user === undefined ? {} : { user: { uid: user.uid, gid: user.gid } }),
  };
}

/** Whether the data folder is there; see {@link ServerFolder.data}. */
export function hasData(folder: ServerFolder): boolean {
  return readdirSync(folder.path).includes(DATA);
}

function makeFolder(wanted: string): string {
  if (Buffer.byteLength(wanted) > MAX_PATH) {
    throw invalid(`The path of the folder "${wanted}" is longer than ${MAX_PATH} bytes. Name a shorter one.`);
  }
  try {
    mkdirSync(wanted, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    const path = realpathSync(wanted);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return path;
  } catch (error) {
    throw folderFailure(wanted, error);
  }
}

function checkData(path: string, data: string, major: string): void {
  let version: string;
  try {
    version = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    if (!isMissing) throw folderFailure(data, cause);
    const message = `The folder "${data}" has no file PG_VERSION, so it is no data folder of Postgres. Name another folder.`;
    throw invalid(message, cause);
  }
  if (version !== major) throw otherVersion(path, version, major);
}

function notOurs(path: string, versionFile: string, major: string): EmbeddedPostgresError {
  const version = readFileSync(versionFile, 'utf8').trim();
  if (version !== major) return otherVersion(path, version, major);
  return invalid(
    `The folder "${path}" is the data folder of a Postgres that PoppoBuilder did not start. Name an empty folder, or ` +
      'start that Postgres and set DATABASE_URL to it.',
  );
}

function otherVersion(path: string, version: string, major: string): EmbeddedPostgresError {
  return invalid(
    `The folder "${path}" holds data of Postgres ${version}, and this is Postgres ${major}, which cannot read it. Export ` +
      'the data with the release of PoppoBuilder that wrote it and import it into an empty folder, or set DATABASE_URL ' +
      `to a Postgres ${version} that serves it.`,
  );
}

/** Each folder on the way must be open to the server's user; our own is made so. */
function letPass(path: string, user: ServerUser): void {
  const { mode } = statSync(path);
  let impassable = findImpassable(path, user);
  if (impassable === path) {
    chmodSync(path, mode | 0o011);
    impassable = findImpassable(path, user);
  }
  if (impassable === undefined) return;
  throw invalid(
    `We are root, so Postgres runs as the user with the id ${user.uid}, and this user may not enter "${impassable}". ` +
      `Run chmod o+x "${impassable}", name another folder than "${path}", such as one below /var/lib, or set DATABASE_URL ` +
      'to a Postgres of your own.',
  );
}

function invalid(message: string, cause?: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError({ code: 'INVALID_CONFIG', message, cause });
}
