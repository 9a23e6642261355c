import type { ChildProcess } from 'node:child_process';
import type { Writable } from 'node:stream';
import { randomUUID } from 'node:crypto';
import { endDescendants, MARK_VARIABLE, signalTree } from './process-tree.ts';
import { spawnChild } from './spawn-child.ts';
import type { ProcessEnd, SpawnOptions, SupervisedProcess } from './supervised-process.ts';

/** How long the output of a process may stay open after its tree has ended, held by one that escaped. In milliseconds. */
const OUTPUT_CLOSE_TIME = 500;

/** A look at all descriptors for each command would take as long as a short command does. In milliseconds. */
const KNOWN_DESCRIPTORS_AGE = 1_000;

/** Reaches the processes below one that was started. */
export interface TreeControl {
  /** Sends a signal to all of them. Never throws. */
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Called when the started process has exited: ends what it left running, and resolves when nothing is left. */
  readonly endRest: () => Promise<void>;
}

/** A process that was just started. */
export interface StartedProcess {
  readonly pid: number;
  /** The value of {@link MARK_VARIABLE} in its environment. */
  readonly mark: string;
  /** When it was started, as `performance.now()` reports it. In milliseconds. */
  readonly startedAt: number;
  /** Its descriptors beyond standard error, by number. */
  readonly stdio: readonly unknown[];
}

/** How a process is started beside what its user says. */
export interface StartOptions {
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly grace: number;
  /** Pipes to open beyond standard error. @defaultValue 0 */
  readonly extraPipes?: number;
  /** @defaultValue its session, group, descendants, and what carries its mark */
  readonly control?: (started: StartedProcess) => TreeControl;
}

const live = new Set<TreeControl>();

/** Starts a process as the leader of a session of its own and looks after its tree. */
export function startProcess(
  command: string,
  args: readonly string[],
  options: SpawnOptions,
  { grace, extraPipes = 0, control = (started) => sessionControl(started, grace) }: StartOptions,
): SupervisedProcess {
  const startedAt = performance.now();
  const mark = randomUUID();
  const child = spawnChild(command, args, {
    cwd: options.cwd,
    environment: { ...options.environment, [MARK_VARIABLE]: mark },
    stdio: [
      options.input === undefined && options.onInput === undefined ? 'ignore' : 'pipe',
      options.onStdout === undefined ? 'ignore' : 'pipe',
      options.onStderr === undefined ? 'ignore' : 'pipe',
      ...Array.from({ length: extraPipes }, () => 'pipe' as const),
    ],
    shell: options.shell,
    detached: process.platform !== 'win32',
    maxAge: KNOWN_DESCRIPTORS_AGE,
  });
  const { pid, stdio } = child;
  if (pid === undefined) return notStarted(spawnError(child));
  child.on('error', () => undefined);
  const tree = control({ pid, mark, startedAt, stdio });
  let ladder: NodeJS.Timeout | undefined;
  const climb = (): void => {
    if (ladder === undefined && live.has(tree)) ladder = climbLadder(tree, grace);
  };
  const failures: unknown[] = [];
  const guarded = (listener: (chunk: Buffer) => void) => (chunk: Buffer) => {
    try {
      listener(chunk);
    } catch (error) {
      failures.push(error);
      climb();
    }
  };
  if (options.onStdout !== undefined) child.stdout?.on('data', guarded(options.onStdout));
  if (options.onStderr !== undefined) child.stderr?.on('data', guarded(options.onStderr));
  child.stdin?.on('error', () => undefined);
  if (child.stdin !== null) giveInput(child.stdin, options);
  const supervise = async (): Promise<ProcessEnd> => {
    const { exitCode, signal } = await superviseTree(tree, child);
    clearTimeout(ladder);
    if (failures.length > 0) throw failures[0];
    const durationMs = performance.now() - startedAt;
    return { exitCode: exitCode ?? undefined, signal: signal ?? undefined, durationMs };
  };
  const ended = supervise();
  ended.catch(() => undefined);
  return {
    pid,
    ended,
    stop() {
      climb();
      return ended;
    },
  };
}

function giveInput(stdin: Writable, { input, onInput }: SpawnOptions): void {
  if (onInput === undefined) {
    stdin.end(input);
    return;
  }
  if (input !== undefined) stdin.write(input);
  onInput({
    write: (text) => {
      if (stdin.writable) stdin.write(text);
    },
    end: () => void stdin.end(),
  });
}

function spawnError(child: ChildProcess): Promise<Error> {
  return new Promise((resolve) => void child.once('error', resolve));
}

/** The process of a program that cannot be started. */
export function notStarted(failure: Error | Promise<Error>): SupervisedProcess {
  const end = async (): Promise<ProcessEnd> => ({
    error: await failure,
    durationMs: 0,
  });
  const ended = end();
  return { pid: undefined, ended, stop: () => ended };
}

interface Exit {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

async function superviseTree(tree: TreeControl, child: ChildProcess): Promise<Exit> {
  live.add(tree);
  if (live.size === 1) process.on('exit', killAll);
  const closed = new Promise<void>((resolve) => void child.once('close', () => resolve()));
  const { exitCode, signal } = await new Promise<Exit>((resolve) => {
    child.once('exit', (code, by) => resolve({ exitCode: code, signal: by }));
  });
  await tree.endRest();
  live.delete(tree);
  if (live.size === 0) process.off('exit', killAll);
  const timer = setTimeout(() => setImmediate(closeOutput, child), OUTPUT_CLOSE_TIME);
  await closed;
  clearTimeout(timer);
  return { exitCode, signal };
}

/** Called after a look at all pipes: a timer that is late because the event loop was busy fires before what came is read. */
function closeOutput({ stdout, stderr }: ChildProcess): void {
  stdout?.destroy();
  stderr?.destroy();
}

function climbLadder(tree: TreeControl, grace: number): NodeJS.Timeout {
  tree.signal('SIGTERM');
  return setTimeout(() => {
    if (live.has(tree)) tree.signal('SIGKILL');
  }, grace);
}

function sessionControl({ pid, mark, startedAt }: StartedProcess, grace: number): TreeControl {
  const tree = { root: pid, mark, startedAt, seen: new Set<number>() };
  return { signal: (signal) => signalTree(tree, signal), endRest: () => endDescendants(tree, grace) };
}

/** The last resort, when this process exits while commands run. */
function killAll(): void {
  for (const tree of live) tree.signal('SIGKILL');
}
