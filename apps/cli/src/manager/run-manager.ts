import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { TaskError } from '@poppobuilder/core';
import { findHostProgram, hostSearchPath, keepEnd, spawnChild } from '@poppobuilder/core/runner-kit';
import { managerError } from './manager-error.ts';

/** How a package manager is run. */
export interface RunManagerOptions {
  readonly folder: string;
  /** Asks it to stop. It gets {@link GRACE} to clean up. */
  readonly signal: AbortSignal;
  /** Variables beside those of this process. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

/** Time between asking a manager to stop and killing it. In milliseconds. */
const GRACE = 5_000;

/** Characters of output that are kept: managers say last what is wrong. */
const MAX_OUTPUT = 64 * 1024;

/**
 * Runs a package manager and returns its standard output. It has a session of its own, so that Ctrl-C at a terminal reaches
 * only this process, which then ends it in order. Rejects with a `TaskError` that says in one sentence what is wrong.
 */
export async function runManager(
  [command = '', ...args]: readonly string[],
  { folder, signal, environment }: RunManagerOptions,
): Promise<string> {
  signal.throwIfAborted();
  // npx and the like put folders on the PATH that tasks may write.
  const program = findHostProgram(command);
  if (program === undefined) throw notInstalled(command);
  const child = spawnChild(program, args, {
    cwd: folder,
    environment: { ...withTrustedPath(process.env), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  const kill = (name: NodeJS.Signals): void => killGroup(child.pid, name);
  const killAtExit = (): void => kill('SIGKILL');
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    kill('SIGINT');
    timer = setTimeout(() => kill('SIGKILL'), GRACE);
  };
  signal.addEventListener('abort', stop, { once: true });
  process.once('exit', killAtExit);
  const output = { stdout: collect(child.stdout), stderr: collect(child.stderr) };
  try {
    const [exitCode] = (await once(child, 'close')) as [number | null];
    signal.throwIfAborted();
    if (exitCode !== 0) throw managerError({ command, exitCode, ...textsOf(output) });
    return output.stdout().trim();
  } catch (cause) {
    signal.throwIfAborted();
    if (TaskError.is(cause)) throw cause;
    throw notStarted(command, cause);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    process.off('exit', killAtExit);
  }
}

function collect(stream: Readable | null): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => (text = keepEnd(text + chunk, MAX_OUTPUT)));
  return () => text;
}

const textsOf = (output: Record<'stdout' | 'stderr', () => string>): { stdout: string; stderr: string } => ({
  stdout: output.stdout(),
  stderr: output.stderr(),
});

/** What it started belongs to its group; scripts of packages do. */
function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // It has ended.
  }
}

/** Windows calls it `Path`. */
function withTrustedPath(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const names = Object.keys(environment).filter((name) => name.toUpperCase() === 'PATH');
  const path = Object.fromEntries(names.map((name) => [name, hostSearchPath(environment[name])]));
  return { ...environment, ...path };
}

function notInstalled(command: string): TaskError {
  const message = `The project uses ${command}, which is not installed.`;
  const hint = `Install ${command}, or check the PATH. It is not looked for in node_modules, nor in projects of tasks.`;
  return new TaskError({ code: 'INVALID_CONFIG', message, hint });
}

function notStarted(command: string, cause: unknown): TaskError {
  const { code = 'unknown error' } = cause as NodeJS.ErrnoException;
  const message = `${command} could not be started (${code}).`;
  return new TaskError({
    code: 'INVALID_CONFIG',
    message,
    hint: `Check that \`${command} --version\` works.`,
    cause,
  });
}
