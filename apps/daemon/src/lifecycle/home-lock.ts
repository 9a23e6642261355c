import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { TaskError } from '@poppobuilder/core';
import { acquireLock } from '@poppobuilder/embedded-postgres/file-lock';

import { makeHome } from './make-home.ts';

/** In milliseconds: one that is just starting has not written its process id yet. */
const PID_TIMEOUT = 2_000;

/** How long a daemon that is ending may still hold the lock. In milliseconds. */
const LOCK_TIMEOUT = 1_000;

/** Held by the only daemon of a home folder until its process ends. */
export interface HomeLock {
  release(): void;
}

/**
 * Acquires the lock of a home folder, which the operating system releases with this process. Rejects with `DAEMON_RUNNING`,
 * which names the process that holds it.
 */
export async function lockHome(homeFolder: string): Promise<HomeLock> {
  makeHome(homeFolder);
  const pidFile = join(homeFolder, 'daemon.pid');
  const lock = await acquireLock(join(homeFolder, 'daemon.lock'), 'exclusive', LOCK_TIMEOUT);
  if (lock === undefined) throw alreadyRunning(homeFolder, await readPid(pidFile));
  writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 });
  return {
    release: () => {
      writeFileSync(pidFile, '');
      lock.release();
    },
  };
}

async function readPid(file: string): Promise<string> {
  for (const deadline = performance.now() + PID_TIMEOUT; performance.now() < deadline; await pause(50)) {
    const text = readIfThere(file).trim();
    if (text !== '') return text;
  }
  return 'unknown';
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function alreadyRunning(homeFolder: string, pid: string): TaskError {
  return new TaskError({
    code: 'DAEMON_RUNNING',
    message: `A daemon is already running in ${homeFolder}, with the process id ${pid}.`,
    hint: 'Use that one, stop it with `poppo stop`, or set POPPOBUILDER_HOME to another folder.',
  });
}
