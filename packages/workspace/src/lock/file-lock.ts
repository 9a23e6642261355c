import { setTimeout } from 'node:timers/promises';
import type { DatabaseSync } from 'node:sqlite';

/** A lock that is held until it is released or its process dies. */
export interface FileLock {
  release(): void;
}

/** Limits of the pause before the next try, in milliseconds. */
const [SHORTEST_PAUSE, LONGEST_PAUSE] = [5, 50];

/** The low byte is the primary code. See https://sqlite.org/rescode.html */
const SQLITE_BUSY = 5;

/** With its journal in memory the transaction leaves nothing beside the file, which itself stays empty. */
const TAKE = 'pragma busy_timeout = 0; pragma journal_mode = memory; begin exclusive';

/**
 * Takes a lock, however long another connection holds it, in this process or another one. It is an open transaction of
 * SQLite: the kernel ends it with its process, so that no clock and no process id has to be trusted. The file must never
 * be removed, for whoever waits holds it open. Rejects with the signal's reason.
 */
export async function acquireLock(file: string, signal: AbortSignal): Promise<FileLock> {
  const database = open(file);
  try {
    for (let pause = SHORTEST_PAUSE; !take(database); pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
      signal.throwIfAborted();
      await setTimeout(pause * (0.5 + Math.random() / 2));
    }
    return { release: () => database.close() };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Takes a lock only when nobody holds it. */
export function tryLock(file: string): FileLock | undefined {
  const database = open(file);
  try {
    if (take(database)) return { release: () => database.close() };
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

function take(database: DatabaseSync): boolean {
  try {
    database.exec(TAKE);
    return true;
  } catch (error) {
    const { errcode } = error as { readonly errcode?: unknown };
    if (typeof errcode === 'number' && (errcode & 0xff) === SQLITE_BUSY) return false;
    throw error;
  }
}
