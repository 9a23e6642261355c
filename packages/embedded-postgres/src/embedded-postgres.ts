import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { acquireLock, type FileLock, type LockMode, tryLock } from './folder/file-lock.ts';
import { folderFailure } from './folder/folder-failure.ts';
import { checkOptions, type EmbeddedPostgresOptions } from './options.ts';
import { initialiseData } from './server/initialise-data.ts';
import { findPlatformPackage, type PlatformPackage } from './programs/platform-package.ts';
import { probeServer, type RunningServer } from './server/probe-server.ts';
import type { ServerConnection } from './server/server-connection.ts';
import { preparePrograms } from './programs/prepare-programs.ts';
import { hasData, openServerFolder, type ServerFolder } from './folder/server-folder.ts';
import { startServer } from './server/start-server.ts';
import { stopServer } from './server/stop-server.ts';

/** A Postgres server of a folder, used by this process and perhaps by others. */
export interface EmbeddedPostgres {
  /** How to connect. */
  readonly connection: ServerConnection;
  /** Pid of the server that was started or found. */
  readonly pid: number;
  /**
   * Resolves when the server takes connections; starts it again when it has ended. Rejects with an
   * `EmbeddedPostgresError`, such as `DATABASE_UNAVAILABLE`, when it cannot be started.
   */
  ensureRunning(): Promise<void>;
  /** Stops using the server, and stops it unless another process uses it or is connected to it. */
  close(): Promise<void>;
}

/** How long other processes may take to initialise, start or stop the server. In milliseconds. */
const LOCK_TIMEOUT = 180_000;

/**
 * Opens the Postgres of a folder: creates its data when there is none, and starts its server or finds the one that runs.
 * The server is a process of its own, which survives when this one is killed.
 *
 * Rejects with `INVALID_CONFIG` for a folder that cannot be used, `COMPONENT_FAILED` where the programs of Postgres cannot
 * run, and `DATABASE_UNAVAILABLE` when the server cannot be started.
 */
export async function openEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const given = checkOptions(options);
  const platform = findPlatformPackage(given.binaries);
  const folder = openServerFolder(given.folder, platform.major);
  let use: FileLock | undefined;
  try {
    use = await lockOf(folder, 'users', 'shared');
    const server = await findOrStart(folder, platform, 'initialise');
    return new SharedServer(folder, platform, server, use);
  } catch (error) {
    use?.release();
    throw folderFailure(folder.path, error);
  }
}

class SharedServer implements EmbeddedPostgres {
  readonly #folder: ServerFolder;
  readonly #platform: PlatformPackage;
  readonly #use: FileLock;
  #server: RunningServer;
  #ensuring: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor(folder: ServerFolder, platform: PlatformPackage, server: RunningServer, use: FileLock) {
    this.#folder = folder;
    this.#platform = platform;
    this.#server = server;
    this.#use = use;
  }

  get connection(): ServerConnection {
    return this.#server.connection;
  }

  get pid(): number {
    return this.#server.pid;
  }

  ensureRunning(): Promise<void> {
    if (this.#closing !== undefined) return Promise.reject(closed(this.#folder));
    this.#ensuring ??= this.#ensure().finally(() => (this.#ensuring = undefined));
    return this.#ensuring;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #ensure(): Promise<void> {
    try {
      this.#server = await findOrStart(this.#folder, this.#platform, 'keep');
    } catch (error) {
      throw folderFailure(this.#folder.path, error);
    }
  }

  async #close(): Promise<void> {
    // Its caller gets the error.
    await this.#ensuring?.catch(() => undefined);
    // Of two that close at once, each would take the other for a user, so one waits for the other.
    const lock = await lockOf(this.#folder, 'lock', 'exclusive');
    try {
      this.#use.release();
      const last = tryLock(this.#folder.users, 'exclusive');
      try {
        if (last !== undefined) await stopServer(this.#folder);
      } finally {
        last?.release();
      }
    } finally {
      lock.release();
    }
  }
}

/** With `keep`, missing data is an error: an empty database must not replace what was acknowledged. */
async function findOrStart(
  folder: ServerFolder,
  platform: PlatformPackage,
  withoutData: 'initialise' | 'keep',
): Promise<RunningServer> {
  const found = await probeServer(folder.data);
  if (typeof found === 'object') return found;
  const lock = await lockOf(folder, 'lock', 'exclusive');
  try {
    const programs = await preparePrograms(platform, folder);
    if (!hasData(folder)) {
      if (withoutData === 'keep') throw gone(folder);
      await initialiseData(folder, programs);
    }
    return await startServer(folder, programs);
  } finally {
    lock.release();
  }
}

async function lockOf(folder: ServerFolder, name: 'lock' | 'users', mode: LockMode): Promise<FileLock> {
  const lock = await acquireLock(folder[name], mode, LOCK_TIMEOUT);
  if (lock !== undefined) return lock;
  const message =
    `Another process has been starting or stopping the Postgres in "${folder.path}" for ${LOCK_TIMEOUT / 1000} s. ` +
    'End it, or try again later.';
  throw new EmbeddedPostgresError({ code: 'DATABASE_UNAVAILABLE', message });
}

function gone(folder: ServerFolder): EmbeddedPostgresError {
  const message = `The data of the Postgres in "${folder.path}" is gone. Put it back from a copy, or start with an empty folder.`;
  return new EmbeddedPostgresError({ code: 'DATABASE_UNAVAILABLE', message });
}

function closed(folder: ServerFolder): EmbeddedPostgresError {
  const message = `The Postgres in "${folder.path}" cannot be used any more, because it was closed. Open it again.`;
  return new EmbeddedPostgresError({
    code: 'DATABASE_UNAVAILABLE',
    message,
    retryable: false,
  });
}
