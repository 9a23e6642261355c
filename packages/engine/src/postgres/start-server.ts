import type { ChildProcess } from 'node:child_process';
import { closeSync, constants, fstatSync, ftruncateSync, openSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { TaskError } from '@poppobuilder/core';
import { keepLastBytes, spawnChild } from '@poppobuilder/core/runner-kit';
import type { Programs } from './programs.ts';
import { readPostmasterFile, removeMisleadingFile } from './postmaster-file.ts';
import { connectionTo, probeServer, type RunningServer } from './probe-server.ts';
import { describeEnd, serverFailure } from './server-failure.ts';
import type { ServerFolder } from './server-folder.ts';
import { stopServer } from './stop-server.ts';
import { SERVER_ENVIRONMENT, serverArguments } from './server-settings.ts';
import { makeSocketFolder } from './socket-folder.ts';

/** How long whatever is in the way may stay there, in milliseconds. */
const PATIENCE = 30_000;

/** How long a server may take to recover after a crash, in milliseconds. */
const LONGEST_START = 120_000;

/** Pause between two looks, in milliseconds. */
const [LOOK_OFTEN, LOOK_SELDOM] = [2, 50];

/** A log that is longer, in bytes, begins anew at the next start. */
const LONGEST_LOG = 10 * 1024 * 1024;

/** How much of what the server printed goes into an error, in bytes. */
const KEPT_OUTPUT = 4096;

/** Processes of a server that was killed end by themselves, but not at once. */
const IN_THE_WAY = /pre-existing shared memory block|lock file ".*" already exists|is already in use/;

/**
 * Starts the server of a folder, or finds it when it runs. Waits for what is left of a server that was killed. The caller
 * holds the folder's lock.
 */
export async function startServer(folder: ServerFolder, programs: Programs): Promise<RunningServer> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const found = await probeServer(folder.data);
    if (typeof found === 'object') return found;
    if (found === 'absent') {
      removeMisleadingFile(folder.data);
      const started = await spawnServer(folder, programs.postgres);
      if (typeof started === 'object') return started;
    }
    if (performance.now() > deadline) throw inTheWay(folder, found);
    await setTimeout(LOOK_SELDOM);
  }
}

/** Gives `in the way` when what is left of an earlier server forbids the start. */
async function spawnServer(folder: ServerFolder, program: string): Promise<RunningServer | 'in the way'> {
  const socketFolder = makeSocketFolder(folder);
  const log = openSync(
    folder.log,
    constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW,
    0o600,
  );
  try {
    if (fstatSync(log).size > LONGEST_LOG) ftruncateSync(log);
    const end = fstatSync(log).size;
    // A process of its own: it outlives us, and no signal of a terminal reaches it.
    const child = spawnChild(program, serverArguments(folder.data, socketFolder), {
      cwd: '/',
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
    const output = keepLastBytes(readFileSync(folder.log).subarray(end), KEPT_OUTPUT).toString('utf8');
    if (IN_THE_WAY.test(output)) return 'in the way';
    throw serverFailure({ program, folder: folder.path, output, ...started });
  } finally {
    closeSync(log);
  }
}

interface Started {
  /** Absent when it has ended before it was ready. */
  readonly pid?: number;
  readonly ending?: string;
  readonly cause?: unknown;
}

/** Looks into the server's file until it says that it takes connections: nothing tells it sooner. */
async function untilReady(child: ChildProcess, folder: ServerFolder): Promise<Started> {
  const ended: Started[] = [];
  child.once('error', (cause) => ended.push({ cause }));
  child.once('exit', (code, signal) => ended.push({ ending: describeEnd(code, signal) }));
  for (const deadline = performance.now() + LONGEST_START; ended.length === 0; await setTimeout(LOOK_OFTEN)) {
    const file = readPostmasterFile(folder.data);
    if (file?.pid === child.pid && file?.isReady === true) return { pid: file.pid };
    if (performance.now() > deadline) return { ending: `was not ready within ${LONGEST_START / 1000} s` };
  }
  return ended[0] ?? {};
}

function inTheWay(folder: ServerFolder, found: 'absent' | 'silent'): TaskError {
  const reason =
    found === 'silent'
      ? 'its server gives no answer; it may be frozen, or it recovers from a crash'
      : 'processes of an earlier server have not ended';
  const message =
    `The Postgres in "${folder.path}" cannot be used: for ${PATIENCE / 1000} s ${reason}. ` +
    `Try again later, or look into "${folder.log}".`;
  return new TaskError({ code: 'DATABASE_UNAVAILABLE', message, component: 'EmbeddedPostgres' });
}
