import { statfsSync } from 'node:fs';
import { EmbeddedPostgresError, reasonOf } from '../embedded-postgres-error.ts';

const FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT']);
const FORBIDDEN: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM', 'EROFS']);
const NO_FOLDER: ReadonlySet<unknown> = new Set(['EEXIST', 'ENOTDIR']);

/** A disk with less free space counts as full: Postgres writes 16 MB at once. In bytes. */
const MIN_FREE_SPACE = 1024 * 1024;

/** Returns the error for a folder that the file system does not let us use: why, and what to do. */
export function folderFailure(folder: string, cause: unknown): EmbeddedPostgresError {
  if (EmbeddedPostgresError.is(cause)) return cause;
  const { code } = cause as NodeJS.ErrnoException;
  if (FORBIDDEN.has(code)) {
    return invalid(
      `The folder "${folder}" of the embedded Postgres cannot be used, because ${whyForbidden(code)}. ` +
        'Name a folder that this user can write, or set DATABASE_URL to a Postgres of your own.',
      cause,
    );
  }
  if (NO_FOLDER.has(code)) {
    return invalid(
      `"${folder}" cannot be a folder, because it or a parent is a file. Name another one.`,
      cause,
    );
  }
  if (code === 'ENAMETOOLONG') {
    return invalid(`The path of the folder "${folder}" is too long. Name a shorter one.`, cause);
  }
  if (FULL.has(code) || isDiskFull(folder)) return diskFull(folder, cause);
  const message = `The folder "${folder}" of the embedded Postgres cannot be used: ${reasonOf(cause)}.`;
  return new EmbeddedPostgresError({ code: 'DATABASE_UNAVAILABLE', message, cause });
}

/** Returns the error for a disk that has no space left. */
export function diskFull(folder: string, cause: unknown): EmbeddedPostgresError {
  const message =
    `The disk of the folder "${folder}" has no space left (No space left on device), so the embedded Postgres cannot ` +
    'write there. Make room and try again: what was acknowledged is kept.';
  return new EmbeddedPostgresError({ code: 'DATABASE_UNAVAILABLE', message, cause });
}

/** Whether nothing more can be written where a folder is. */
export function isDiskFull(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < MIN_FREE_SPACE;
  } catch {
    return false;
  }
}

function whyForbidden(code: unknown): string {
  return code === 'EROFS' ? 'its file system is read-only' : 'this user has no permission to write there';
}

function invalid(message: string, cause: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError({ code: 'INVALID_CONFIG', message, cause });
}
