import { chownSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError } from '../embedded-postgres-error.ts';
import { PORT } from '../server/probe-server.ts';
import type { ServerFolder } from './server-folder.ts';
import { findImpassable } from './access.ts';

/** The longest path of a socket that the kernel accepts: 107 on Linux, 103 on macOS. In bytes. */
const MAX_SOCKET_PATH = process.platform === 'linux' ? 107 : 103;

const SOCKET = `/.s.PGSQL.${PORT}`;

const PREFIX = 'poppobuilder-postgres-';
/** Characters that `mkdtemp` puts behind the prefix. */
const RANDOM_LENGTH = 6;

/**
 * The folder for the server's socket, which only the server's user and root may enter. It is in the server's folder, or,
 * when the path would be too long for a socket, below the system's folder for temporary files; then its path is kept in
 * the file `socket-folder`, so that it stays the same. The caller holds the folder's lock. Throws `INVALID_CONFIG` when
 * no path is short enough.
 */
export function makeSocketFolder(folder: ServerFolder): string {
  const near = join(folder.path, 'socket');
  if (isShortEnough(near)) {
    if (!ensurePrivate(near, folder)) throw refused(folder, `"${near}" is not a folder of the server's user`);
    return near;
  }
  const kept = readKept(folder);
  if (kept !== undefined && ensurePrivate(kept, folder)) return kept;
  const parent = [tmpdir(), '/tmp'].find(
    (path) => isShortEnough(join(path, PREFIX + '-'.repeat(RANDOM_LENGTH))) && mayEnter(path, folder),
  );
  if (parent === undefined)
    throw refused(folder, 'its path and that of TMPDIR are too long for a unix socket');
  const made = mkdtempSync(join(parent, PREFIX));
  handOver(made, folder);
  writeFileSync(keptFile(folder), made, { mode: 0o600 });
  return made;
}

/** Removes a socket's folder below the system's folder for temporary files, once the server has ended. */
export function removeSocketFolder(folder: ServerFolder, socketFolder: string): void {
  if (dirname(socketFolder) === folder.path || readKept(folder) !== socketFolder) return;
  rmSync(socketFolder, { recursive: true, force: true });
}

const isShortEnough = (path: string): boolean => Buffer.byteLength(path + SOCKET) <= MAX_SOCKET_PATH;

const keptFile = (folder: ServerFolder): string => join(folder.path, 'socket-folder');

function readKept(folder: ServerFolder): string | undefined {
  try {
    return readFileSync(keptFile(folder), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const mayEnter = (path: string, { user }: ServerFolder): boolean =>
  user === undefined || findImpassable(path, user) === undefined;

/** False when there is something else in its place, which another user may have put there. */
function ensurePrivate(path: string, folder: ServerFolder): boolean {
  try {
    mkdirSync(path, { mode: 0o700 });
    handOver(path, folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return false;
    if (code !== 'EEXIST') throw error;
  }
  const stats = lstatSync(path);
  const owner = folder.user?.uid ?? process.getuid?.();
  return stats.isDirectory() && stats.uid === owner && (stats.mode & 0o077) === 0;
}

function handOver(path: string, { user }: ServerFolder): void {
  if (user !== undefined) chownSync(path, user.uid, user.gid);
}

function refused(folder: ServerFolder, reason: string): EmbeddedPostgresError {
  const message = `The embedded Postgres has no place for its socket: ${reason}. Name another folder than "${folder.path}".`;
  return new EmbeddedPostgresError({ code: 'INVALID_CONFIG', message });
}
