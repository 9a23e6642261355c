import { existsSync } from 'node:fs';
import { EmbeddedPostgresError, reasonOf } from '../embedded-postgres-error.ts';
import { diskFull, folderFailure, isDiskFull } from '../folder/folder-failure.ts';

/** What is known of a program of Postgres that failed. */
export interface FailedProgram {
  /** Absolute path of the program. */
  readonly program: string;
  /** The server's folder. */
  readonly folder: string;
  /** The end of what it printed. */
  readonly output: string;
  /** How it ended, as a clause; absent when it could not even be started. */
  readonly outcome?: string;
  /** Why it could not be started. */
  readonly cause?: unknown;
}

const OWN = 'Set DATABASE_URL to a Postgres of your own.';

const MISSING_LIBRARY = /error while loading shared libraries: ([^:\s]+)|Library not loaded: (\S+)/;
const OTHER_LIBRARY = /version `\S+' not found|Error relocating|symbol not found/;
const FULL = /No space left on device|Disk quota exceeded/;
const FORBIDDEN = /Read-only file system|Permission denied|Operation not permitted/;

/** Returns the error for a program of Postgres that failed: why, as far as its output says, and what to do. */
export function programFailure(failed: FailedProgram): EmbeddedPostgresError {
  const { program, folder, output } = failed;
  const cause = failed.cause ?? new Error(output === '' ? `It ${failed.outcome}, without a word` : output);
  const library = MISSING_LIBRARY.exec(output);
  if (library !== null) {
    const name = library[1] ?? library[2];
    return component(
      `"${program}" needs the library ${name}, which is missing. Install it, or else: ${OWN}`,
      cause,
    );
  }
  if (OTHER_LIBRARY.test(output)) {
    return component(`"${program}" does not fit this system's C library: it needs glibc. ${OWN}`, cause);
  }
  if (failed.cause !== undefined) return notStarted(program, failed.cause);
  if (FULL.test(output)) return diskFull(folder, cause);
  if (FORBIDDEN.test(output)) {
    const message =
      `The embedded Postgres may not use the folder "${folder}": ${lastLine(output)}. ` +
      'Give it to the user that it runs as, or name another one.';
    return new EmbeddedPostgresError({ code: 'INVALID_CONFIG', message, cause });
  }
  // The log on a full disk is empty.
  if (isDiskFull(folder)) return diskFull(folder, cause);
  const message = `"${program}" ${failed.outcome} in the folder "${folder}": ${lastLine(output)}.`;
  return new EmbeddedPostgresError({ code: 'DATABASE_UNAVAILABLE', message, cause });
}

/** Returns how a process ended, as a clause. */
export function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `ended with the code ${code}` : `was ended by ${signal}`;
}

/** A program that is there but cannot be found lacks the loader that it names, which glibc brings. */
function notStarted(program: string, cause: unknown): EmbeddedPostgresError {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT' && existsSync(program)) {
    const message = `"${program}" cannot run here, because it needs glibc, and this system has another C library, as Alpine has. ${OWN}`;
    return component(message, cause);
  }
  if (code === 'EAGAIN' || code === 'ENOMEM' || code === 'EMFILE') return folderFailure(program, cause);
  return component(
    `"${program}" cannot be started: ${reasonOf(cause)}. Install it again, or else: ${OWN}`,
    cause,
  );
}

function lastLine(output: string): string {
  const lines = output.trim().split('\n');
  const reason = lines.findLast((line) => /FATAL|PANIC|error/.test(line)) ?? lines.at(-1) ?? '';
  return reason === '' ? 'it printed nothing' : reason.replace(/\.$/, '');
}

function component(message: string, cause: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError({ code: 'COMPONENT_FAILED', message, cause });
}
