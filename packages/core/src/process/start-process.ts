import { randomUUID } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import { execa } from 'execa';
import { endDescendants, MARK_VARIABLE, signalTree } from './process-tree.ts';
import type { ProcessEnd, SpawnOptions, SupervisedProcess } from './supervised-process.ts';

/** How long the output of a process may stay open after its tree has ended, held by one that escaped. In milliseconds. */
const OUTPUT_CLOSE_TIME = 500;

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
  /** When it was started, as `performance.now()` tells it. In milliseconds. */
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
  const child = execa(command, args, {
    cwd: options.cwd,
    env: { ...options.environment, [MARK_VARIABLE]: mark },
    extendEnv: false,
    ...(options.input === undefined ? {} : { input: options.input }),
    stdio: [
      options.input === undefined ? 'ignore' : 'pipe',
      options.onStdout === undefined ? 'ignore' : 'pipe',
      options.onStderr === undefined ? 'ignore' : 'pipe',
      ...Array.from({ length: extraPipes }, () => 'pipe' as const),
    ],
    shell: options.shell ?? false,
    buffer: false,
    encoding: 'buffer',
    reject: false,
    cleanup: false,
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const { pid, stdio } = child;
  const tree = pid === undefined ? undefined : control({ pid, mark, startedAt, stdio });
  let ladder: NodeJS.Timeout | undefined;
  const climb = (): void => {
    if (ladder === undefined && tree !== undefined && live.has(tree)) ladder = climbLadder(tree, grace);
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
  const closeOutput = (): void => {
    child.stdout?.destroy();
    child.stderr?.destroy();
  };
  const treeEnded = tree === undefined ? Promise.resolve() : superviseTree(tree, child, closeOutput);
  const ended = Promise.all([child, treeEnded]).then(([result]): ProcessEnd => {
    clearTimeout(ladder);
    if (failures.length > 0) throw failures[0];
    const error =
      result.failed && child.pid === undefined ? (result.cause as NodeJS.ErrnoException) : undefined;
    const durationMs = performance.now() - startedAt;
    return { exitCode: result.exitCode, signal: result.signal, error, durationMs };
  });
  ended.catch(() => undefined);
  return {
    pid: child.pid,
    ended,
    stop() {
      climb();
      return ended;
    },
  };
}

type Child = PromiseLike<unknown> & { readonly nodeChildProcess: EventEmitter };

async function superviseTree(tree: TreeControl, child: Child, closeOutput: () => void): Promise<void> {
  live.add(tree);
  if (live.size === 1) process.on('exit', killAll);
  await new Promise<void>((resolve) => void child.nodeChildProcess.once('exit', resolve));
  await tree.endRest();
  live.delete(tree);
  if (live.size === 0) process.off('exit', killAll);
  const timer = setTimeout(closeOutput, OUTPUT_CLOSE_TIME);
  await child;
  clearTimeout(timer);
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
