import { setTimeout } from 'node:timers/promises';
import type { DatabaseSync } from 'node:sqlite';
import { isSqliteBusy } from '../state/sqlite-busy.ts';

/** A lock that is held until it is released or its process dies. */
export interface FileLock {
  release(): void;
}

/** Limits of the delay before the next try. In milliseconds. */
const [MIN_DELAY, MAX_DELAY] = [5, 50];

/** With its journal in memory the transaction leaves nothing beside the file, which itself stays empty. */
const ACQUIRE = 'pragma busy_timeout = 0; pragma journal_mode = memory; begin exclusive';

/**
 * Acquires a lock. Waits while another connection holds it, in this process or another one. The lock is an open
 * transaction of SQLite: the kernel ends it with its process, so that no clock and no process id has to be trusted. The file
 * must never be removed: processes that wait hold it open. Rejects with the signal's reason.
 */
export async function acquireLock(file: string, signal: AbortSignal): Promise<FileLock> {
  const database = open(file);
  try {
    for (let delay = MIN_DELAY; !begin(database); delay = Math.min(delay * 1.5, MAX_DELAY)) {
      signal.throwIfAborted();
      await setTimeout(delay * (0.5 + Math.random() / 2));
    }
    return { release: () => database.close() };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Acquires a lock at once; returns `undefined` while another connection holds it. */
export function tryLock(file: string): FileLock | undefined {
  const database = open(file);
  try {
    if (begin(database)) return { release: () => database.close() };
  } catch (error) {
    database.close();
    throw error;
  }
  database.close();
  return undefined;
}

function open(file: string): DatabaseSync {
  const sqlite = process.getBuiltinModule('node:sqlite');
  return new sqlite.DatabaseSync(file);
}

function begin(database: DatabaseSync): boolean {
  try {
    database.exec(ACQUIRE);
    return true;
  } catch (error) {
    if (isSqliteBusy(error)) return false;
    throw error;
  }
}
