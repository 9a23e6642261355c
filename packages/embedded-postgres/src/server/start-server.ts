import type { ChildProcess } from 'node:child_process';
import { closeSync, constants, fstatSync, ftruncateSync, openSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { EmbeddedPostgresError } from '../embedded-postgres-error.ts';
import type { Programs } from '../programs/prepare-programs.ts';
import { readPostmasterFile, removeMisleadingFile } from './postmaster-file.ts';
import { connectionTo, probeServer, type RunningServer } from './probe-server.ts';
import { describeExit, programFailure } from '../programs/program-failure.ts';
import { spawnProgram } from '../programs/spawn-program.ts';
import type { ServerFolder } from '../folder/server-folder.ts';
import { stopServer } from './stop-server.ts';
import { SERVER_ENVIRONMENT, serverArguments } from './server-settings.ts';
import { makeSocketFolder } from '../folder/socket-folder.ts';

/** How long to wait for what is left of an earlier server. In milliseconds. */
const OBSTACLE_TIMEOUT = 30_000;

/** How long a server may take to recover after a crash. In milliseconds. */
const START_TIMEOUT = 120_000;

/** How often a server that starts is looked at. In milliseconds. */
const READY_POLL_INTERVAL = 2;

/** How often the start is tried again while something is in the way. In milliseconds. */
const RETRY_DELAY = 50;

/** A longer log is emptied at the next start. In bytes. */
const MAX_LOG_SIZE = 10 * 1024 * 1024;

/** How much of what the server printed goes into an error. In characters. */
const MAX_OUTPUT = 4096;

/** Processes of a server that was killed end by themselves, but not at once. */
const IN_THE_WAY = /pre-existing shared memory block|lock file ".*" already exists|is already in use/;

/**
 * Starts the server of a folder, or finds it when it runs. Waits for what is left of a server that was killed. The caller
 * holds the folder's lock.
 */
export async function startServer(folder: ServerFolder, programs: Programs): Promise<RunningServer> {
  const deadline = performance.now() + OBSTACLE_TIMEOUT;
  for (;;) {
    const found = await probeServer(folder.data);
    if (typeof found === 'object') return found;
    if (found === 'absent') {
      removeMisleadingFile(folder.data);
      const started = await spawnServer(folder, programs.postgres);
      if (typeof started === 'object') return started;
    }
    if (performance.now() > deadline) throw blocked(folder, found);
    await setTimeout(RETRY_DELAY);
  }
}

/** Resolves with `in the way` when what is left of an earlier server forbids the start. */
async function spawnServer(folder: ServerFolder, program: string): Promise<RunningServer | 'in the way'> {
  const socketFolder = makeSocketFolder(folder);
  const log = openSync(
    folder.log,
    constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW,
    0o600,
  );
  try {
    if (fstatSync(log).size > MAX_LOG_SIZE) ftruncateSync(log);
    const end = fstatSync(log).size;
    // A process of its own: it outlives us, and no signal of a terminal reaches it.
    const child = spawnProgram(program, serverArguments(folder.data, socketFolder), {
      environment: SERVER_ENVIRONMENT,
      detached: true,
      stdio: ['ignore', log, log],
      user: folder.user,
    });
    child.unref();
    const started = await untilReady(child, folder).catch((error: unknown) => {
      child.kill('SIGQUIT');
      throw error;
    });
    if (started.pid !== undefined) return { pid: started.pid, connection: connectionTo(socketFolder) };
    // One that still starts, or recovers, would be nobody's. What it has recovered until then is kept.
    if (child.exitCode === null && child.signalCode === null) await stopServer(folder);
    const output = readFileSync(folder.log).toString('utf8', end).slice(-MAX_OUTPUT);
    if (IN_THE_WAY.test(output)) return 'in the way';
    throw programFailure({ program, folder: folder.path, output, ...started });
  } finally {
    closeSync(log);
  }
}

interface Started {
  /** Absent when it ended before it was ready. */
  readonly pid?: number;
  readonly outcome?: string;
  readonly cause?: unknown;
}

/** Reads the server's file until it says that the server takes connections: there is no other signal. */
async function untilReady(child: ChildProcess, folder: ServerFolder): Promise<Started> {
  const ended: Started[] = [];
  child.once('error', (cause) => ended.push({ cause }));
  child.once('exit', (code, signal) => ended.push({ outcome: describeExit(code, signal) }));
  for (
    const deadline = performance.now() + START_TIMEOUT;
    ended.length === 0;
    await setTimeout(READY_POLL_INTERVAL)
  ) {
    const file = readPostmasterFile(folder.data);
    if (file?.pid === child.pid && file?.isReady === true) return { pid: file.pid };
    if (performance.now() > deadline) return { outcome: `was not ready within ${START_TIMEOUT / 1000} s` };
  }
  return ended[0] ?? {};
}

function blocked(folder: ServerFolder, found: 'absent' | 'silent'): EmbeddedPostgresError {
  const reason =
    found === 'silent'
      ? 'its server does not answer; it may be frozen, or it recovers from a crash'
      : 'processes of an earlier server have not ended';
  const message =
    `The Postgres in "${folder.path}" cannot be used: for ${OBSTACLE_TIMEOUT / 1000} s ${reason}. ` +
    `Try again later, or look into "${folder.log}".`;
  return new EmbeddedPostgresError({ code: 'DATABASE_UNAVAILABLE', message });
}
