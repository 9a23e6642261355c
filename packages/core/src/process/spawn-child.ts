import { ChildProcess, execFileSync } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { spawn } from 'cross-spawn';
import { coverInherited, type LookOptions, type StdioEntry } from './inherited-descriptors.ts';

/** How {@link spawnChild} starts a process. */
export interface ChildOptions extends LookOptions {
  readonly cwd?: string | undefined;
  /** The whole environment; nothing is inherited. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Standard input, output and error, and further descriptors: the process gets no others. */
  readonly stdio: readonly StdioEntry[];
  /** Runs the command by a shell: the platform's own, or this one. @defaultValue false */
  readonly shell?: boolean | string | undefined;
  /** Whether it becomes the leader of a session of its own. @defaultValue false */
  readonly detached?: boolean | undefined;
  /** @defaultValue the user of this process */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
}

/**
 * Starts a process. Every process of PoppoBuilder is started here, so that none gets a descriptor, variable or flag of
 * Node's that are never passed on purpose. What cannot be started always emits the child's event `error`.
 */
export function spawnChild(command: string, args: readonly string[], options: ChildOptions): ChildProcess {
  const { cwd, environment, stdio, shell = false, detached = false, user, maxAge } = options;
  try {
    return spawn(command, [...args], {
      cwd,
      env: withoutAdditions(environment),
      stdio: coverInherited(stdio, { maxAge }),
      shell,
      detached,
      windowsHide: true,
      ...user,
    });
  } catch (error) {
    return failedChild(error, stdio);
  }
}

/** Node throws some failures instead of emitting them. */
function failedChild(error: unknown, stdio: readonly StdioEntry[]): ChildProcess {
  const streams = stdio.map((entry) => (entry === 'pipe' ? new PassThrough().destroy() : null));
  const [stdin, stdout, stderr] = streams;
  const child = new ChildProcess();
  process.nextTick(() => child.emit('error', error));
  return Object.assign(child, { stdin, stdout, stderr, stdio: streams }) as ChildProcess;
}

/** Runs a tool of the system, waits for its end and returns its standard output. Throws when it fails. */
export function runTool(program: string, args: readonly string[]): string {
  return execFileSync(program, args, {
    encoding: 'utf8',
    env: withoutAdditions({ ...process.env, LC_ALL: 'C' }),
    stdio: coverInherited(['ignore', 'pipe', 'ignore']),
    windowsHide: true,
  });
}

/**
 * Returns an environment that stays as it is. With `--permission`, Node assigns its own flags to `NODE_OPTIONS` of every
 * environment that a process is started with, and commands that are Node programs would be held to them.
 */
function withoutAdditions(environment: ChildOptions['environment']): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: nodeOptions, ...others } = environment;
  return Object.defineProperty(others, 'NODE_OPTIONS', {
    enumerable: true,
    get: () => nodeOptions,
    set: () => {
      // What Node assigns is not wanted.
    },
  });
}
