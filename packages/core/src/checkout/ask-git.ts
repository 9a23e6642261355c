import { searchPath } from '../process/search-path.ts';
import { startProcess } from '../process/start-process.ts';

/** How git is asked. */
export interface AskGitOptions {
  /** Absolute path of the folder it starts in. */
  readonly cwd: string;
  /** The whole environment; nothing is inherited. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Text for its standard input. @defaultValue no input */
  readonly input?: string | undefined;
  /** Ends git when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until git is ended. @defaultValue 5000 */
  readonly timeout?: number | undefined;
  /** Bytes of output after which git is ended. @defaultValue 1048576 */
  readonly maxOutput?: number | undefined;
}

/** What git answered. */
export interface GitAnswer {
  /** Absent when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly stdout: Buffer;
}

/**
 * Runs a git that only reads, in the host. What it reads may be foreign: it is ended when it takes too long, writes too
 * much or is not wanted any more, and never outlives this process.
 *
 * Rejects when git cannot be started or was ended here.
 */
export async function askGit(args: readonly string[], options: AskGitOptions): Promise<GitAnswer> {
  const { cwd, environment, input, signal, timeout = 5_000, maxOutput = 1024 * 1024 } = options;
  signal?.throwIfAborted();
  const chunks: Buffer[] = [];
  let size = 0;
  let stopped: Error | undefined;
  const onStdout = (chunk: Buffer): void => {
    size += chunk.length;
    if (size > maxOutput) throw new Error(`git wrote more than ${maxOutput} bytes`);
    chunks.push(chunk);
  };
  const child = startProcess(
    'git',
    args,
    { cwd, environment: usable(environment), input, onStdout },
    { grace: 0 },
  );
  const stop = (reason: string): void => {
    stopped ??= new Error(reason);
    child.stop().catch(() => undefined);
  };
  const onAbort = (): void => stop('git was stopped');
  const timer = setTimeout(stop, timeout, `git did not answer within ${timeout} ms`);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const { error, exitCode } = await child.ended;
    if (error !== undefined) throw new Error('git could not be started', { cause: error });
    if (stopped !== undefined) throw stopped;
    return { exitCode, stdout: Buffer.concat(chunks) };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

/** Without what is absent, and without parts of PATH that stand for the folder git starts in, which may be foreign. */
function usable({ PATH, ...others }: AskGitOptions['environment']): Record<string, string> {
  const path = searchPath([], PATH);
  const environment = path === '' ? others : { ...others, PATH: path };
  const set = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return Object.fromEntries(set);
}
