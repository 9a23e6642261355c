import { randomUUID } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import { execa } from 'execa';
import { endDescendants, MARK_VARIABLE, type ProcessTree, signalTree } from './process-tree.ts';
import type { ProcessEnd, SpawnOptions, SupervisedProcess } from './supervised-process.ts';

/** How long the output of a process may stay open after its tree has ended, held by one that escaped. In milliseconds. */
const OUTPUT_CLOSE_TIME = 500;

const live = new Set<ProcessTree>();

/** Starts a process as the leader of a session of its own and looks after its tree. `grace` is in milliseconds. */
export function startProcess(
  command: string,
  args: readonly string[],
  options: SpawnOptions,
  grace: number,
): SupervisedProcess {
  const startedAt = performance.now();
  const mark = randomUUID();
  const child = execa(command, args, {
    cwd: options.cwd,
    env: { ...options.environment, [MARK_VARIABLE]: mark },
    extendEnv: false,
    ...(options.input === undefined ? { stdin: 'ignore' } : { input: options.input }),
    stdout: options.onStdout === undefined ? 'ignore' : 'pipe',
    stderr: options.onStderr === undefined ? 'ignore' : 'pipe',
    shell: options.shell ?? false,
    buffer: false,
    encoding: 'buffer',
    reject: false,
    cleanup: false,
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const tree =
    child.pid === undefined ? undefined : { root: child.pid, mark, startedAt, seen: new Set<number>() };
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
  const treeEnded = tree === undefined ? Promise.resolve() : superviseTree(tree, child, grace, closeOutput);
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

async function superviseTree(
  tree: ProcessTree,
  child: Child,
  grace: number,
  closeOutput: () => void,
): Promise<void> {
  live.add(tree);
  if (live.size === 1) process.on('exit', killAll);
  await new Promise<void>((resolve) => void child.nodeChildProcess.once('exit', resolve));
  await endDescendants(tree, grace);
  live.delete(tree);
  if (live.size === 0) process.off('exit', killAll);
  const timer = setTimeout(closeOutput, OUTPUT_CLOSE_TIME);
  await child;
  clearTimeout(timer);
}

function climbLadder(tree: ProcessTree, grace: number): NodeJS.Timeout {
  signalTree(tree, 'SIGTERM');
  return setTimeout(() => {
    if (live.has(tree)) signalTree(tree, 'SIGKILL');
  }, grace);
}

/** The last resort, when this process exits while commands run. */
function killAll(): void {
  for (const tree of live) signalTree(tree, 'SIGKILL');
}
