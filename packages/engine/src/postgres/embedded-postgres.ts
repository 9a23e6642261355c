import { TaskError } from '@poppobuilder/core';
import { nonEmptyText, parseArgument, type ShapeOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { acquireLock, type FileLock, type LockMode, tryLock } from './file-lock.ts';
import { folderFailure } from './folder-failure.ts';
import { initialiseData } from './initialise-data.ts';
import { findPlatformPackage, type PlatformPackage } from './platform-package.ts';
import { probeServer, type RunningServer, type ServerConnection } from './probe-server.ts';
import { preparePrograms } from './programs.ts';
import { hasData, openServerFolder, type ServerFolder } from './server-folder.ts';
import { startServer } from './start-server.ts';
import { stopServer } from './stop-server.ts';

/** Options of {@link openEmbeddedPostgres}. */
export interface EmbeddedPostgresOptions {
  /** Folder of the server's data; made when it is not there. */
  readonly folder: string;
  /**
   * Where the platform package's folder is, for tests.
   *
   * @defaultValue the installed platform package
   */
  readonly binaries?: string | undefined;
}

const optionsSchema: z.ZodType<EmbeddedPostgresOptions> = z.strictObject({
  folder: nonEmptyText,
  binaries: nonEmptyText.optional(),
} satisfies ShapeOf<EmbeddedPostgresOptions>);

/** A Postgres server of a folder, used by this process and perhaps by others. */
export interface EmbeddedPostgres {
  /** How to connect: options of `pg`, where `host` is the folder of the unix socket. */
  readonly connection: ServerConnection;
  /** Pid of the server that was started or found. */
  readonly pid: number;
  /**
   * Resolves when the server takes connections; starts it again when it has ended. Rejects with a `TaskError`, such as
   * `DATABASE_UNAVAILABLE`, when it cannot be started.
   */
  ensureRunning(): Promise<void>;
  /** Stops using it. Stops the server when nobody else uses it or is connected to it. */
  close(): Promise<void>;
}

/** How long other processes may take to initialise, start or stop the server, in milliseconds. */
const PATIENCE = 180_000;

/**
 * Opens the Postgres of a folder: makes its data when there is none, and starts its server or finds the one that runs.
 * The server is a process of its own that outlives this one when this one is killed.
 *
 * Rejects with `INVALID_CONFIG` for a folder that cannot be used, `COMPONENT_FAILED` where the programs of Postgres cannot
 * run, and `DATABASE_UNAVAILABLE` when the server cannot be started.
 */
export async function openEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const given = parseArgument(optionsSchema, options, {
    of: 'openEmbeddedPostgres()',
    code: 'INVALID_CONFIG',
  });
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
    // Whoever asked for it was told how it ended.
    await this.#ensuring?.catch(() => undefined);
    // Two that close at once must not take each other for users, so one comes after the other.
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

/** With `keep`, data that is gone is an error: what was acknowledged must not be replaced by nothing. */
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
  const lock = await acquireLock(folder[name], mode, PATIENCE);
  if (lock !== undefined) return lock;
  const message =
    `Another process has been starting or stopping the Postgres in "${folder.path}" for ${PATIENCE / 1000} s. ` +
    'End it, or try again later.';
  throw new TaskError({ code: 'DATABASE_UNAVAILABLE', message, component: 'EmbeddedPostgres' });
}

function gone(folder: ServerFolder): TaskError {
  const message = `The data of the Postgres in "${folder.path}" is gone. Put it back from a copy, or start with an empty folder.`;
  return new TaskError({ code: 'DATABASE_UNAVAILABLE', message, component: 'EmbeddedPostgres' });
}

function closed(folder: ServerFolder): TaskError {
  const message = `The Postgres in "${folder.path}" cannot be used any more, because it was closed. Open it again.`;
  return new TaskError({
    code: 'DATABASE_UNAVAILABLE',
    message,
    retryable: false,
    component: 'EmbeddedPostgres',
  });
}
