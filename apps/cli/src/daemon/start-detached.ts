import { closeSync, ftruncateSync, fstatSync, mkdirSync, openSync } from 'node:fs';
import { join, resolve as resolvePath } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resolveHomeFolder, TaskError } from '@poppobuilder/core';
import { spawnChild } from '@poppobuilder/core/runner-kit';
import { createPrinter } from './print.ts';
import type { StartOptions } from './start.ts';
import type { StartMessage } from './starter.ts';

/** Starts a daemon as a process of its own, and resolves when it is ready. Rejects with the error that it reports. */
export async function startDetached({ config, json = false, logFile: named }: StartOptions): Promise<void> {
  const home = resolveHomeFolder();
  mkdirSync(join(home, 'logs'), { recursive: true, mode: 0o711 });
  const logFile = named === undefined ? join(home, 'logs', 'daemon.log') : resolvePath(named);
  const crashFile = join(home, 'logs', 'crash.log');
  const crashes = openCrashFile(crashFile);
  const program = fileURLToPath(new URL('../bin/poppo.js', import.meta.url));
  const flags = ['--log-file', logFile, ...(config === undefined ? [] : ['--config', config])];
  const child = spawnChild(process.execPath, [...process.execArgv, program, 'start', ...flags], {
    environment: process.env,
    detached: true,
    stdio: ['ignore', crashes, crashes, 'ipc'],
  });
  closeSync(crashes);
  const { promise, resolve, reject } = Promise.withResolvers<StartMessage>();
  child.once('message', (message) => resolve(message as StartMessage));
  child.once('error', reject);
  child.once('exit', (code, signal) =>
    reject(
      new TaskError({
        code: 'COMPONENT_FAILED',
        message: `The daemon ended before it was ready, with ${signal ?? `exit code ${code}`}.`,
        hint: `See ${logFile} and ${crashFile}.`,
      }),
    ),
  );
  const message = await promise;
  if ('failed' in message) {
    const { failed } = message;
    throw new TaskError({ ...failed, code: failed.code as TaskError['code'] });
  }
  child.unref();
  const print = createPrinter();
  const { ready } = message;
  if (json) print.json({ event: 'ready', ...ready });
  else print.lines(`The daemon is ready at ${ready.url}, with the process id ${ready.pid}.`);
  await print.flush();
  process.exitCode = 0;
}

/** In bytes. */
const MAX_CRASHES = 1024 ** 2;

/** Opens the file for what Node itself writes, such as why it crashed. It is emptied when it has become large. */
function openCrashFile(file: string): number {
  const descriptor = openSync(file, 'a', 0o600);
  if (fstatSync(descriptor).size > MAX_CRASHES) ftruncateSync(descriptor);
  return descriptor;
}
