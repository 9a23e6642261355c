import { closeSync, openSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { DatabaseSync } from 'node:sqlite';

/** A lock that is held until it is released or its process dies. */
export interface FileLock {
  release(): void;
}

/** `shared` is held by any number at once, `exclusive` by one alone. */
export type LockMode = 'shared' | 'exclusive';

/** Limits of the delay before the next try. In milliseconds. */
const [MIN_DELAY, MAX_DELAY] = [2, 30];

/** The low byte is the primary code. See https://sqlite.org/rescode.html */
const SQLITE_BUSY = 5;

/** With its journal in memory the transaction leaves nothing beside the file, which itself stays empty. */
const SET_UP = 'pragma busy_timeout = 0; pragma journal_mode = memory;';

const ACQUIRE: Readonly<Record<LockMode, string>> = {
  shared: `${SET_UP} begin; select count(*) from sqlite_master`,
  exclusive: `${SET_UP} begin exclusive`,
};

/**
 * Acquires a lock. Waits while another connection holds it, in this process or another one. The lock is an open transaction of
 * SQLite: the kernel ends it with its process, so that no clock and no process id has to be trusted. The file must never
 * be removed, nor opened otherwise in a process that holds the lock.
 *
 * @param timeout - how long to wait, in milliseconds; then it resolves with `undefined`
 */
export async function acquireLock(
  file: string,
  mode: LockMode,
  timeout: number,
): Promise<FileLock | undefined> {
  const deadline = performance.now() + timeout;
  for (let delay = MIN_DELAY; ; delay = Math.min(delay * 1.5, MAX_DELAY)) {
    const lock = tryLock(file, mode);
    if (lock !== undefined || performance.now() > deadline) return lock;
    await setTimeout(delay * (0.5 + Math.random() / 2));
  }
}

/** Acquires a lock at once; returns `undefined` when another holder forbids it. */
export function tryLock(file: string, mode: LockMode): FileLock | undefined {
  createPrivately(file);
  const sqlite = process.getBuiltinModule('node:sqlite');
  const database = new sqlite.DatabaseSync(file);
  try {
    if (begin(database, mode)) return { release: () => database.close() };
  } catch (error) {
    database.close();
    throw error;
  }
  database.close();
  return undefined;
}

/** No other user may read it: everybody who can may hold the lock. */
function createPrivately(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function begin(database: DatabaseSync, mode: LockMode): boolean {
  try {
    database.exec(ACQUIRE[mode]);
    return true;
  } catch (error) {
    const { errcode } = error as { readonly errcode?: unknown };
    if (typeof errcode === 'number' && (errcode & 0xff) === SQLITE_BUSY) return false;
    throw error;
  }
}
