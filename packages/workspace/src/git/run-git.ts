import type { GitServices } from './git-services.ts';
import { gitFailed } from './git-failure.ts';

/** One start of git. */
export interface GitLaunch {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Whether it runs where the agent runs, as whatever reads the agent's own repository must. */
  readonly isolated: boolean;
  readonly input?: string | Uint8Array | undefined;
  /** Absolute path of a file that is its standard input. */
  readonly inputFile?: string | undefined;
  /** Gets standard output as it comes, in place of the result. */
  readonly onStdout?: ((chunk: Buffer) => void) | undefined;
}

/** How git ended. */
export interface GitEnd {
  /** Absent when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly stdout: Buffer;
  /** Its last 16 KiB, not masked. */
  readonly stderr: string;
}

const KEPT_ERRORS = 16 * 1024;

/** Most bytes of output that are kept: a text in Node is shorter than 512 MiB. */
const KEPT_OUTPUT = 256 * 1024 * 1024;

/**
 * Runs git and waits for its end, whatever it is. Rejects with `GIT_FAILED` when git cannot be started or writes more than
 * 256 MiB, and with the task's own error when the task is stopped.
 */
export async function runGit(services: GitServices, launch: GitLaunch): Promise<GitEnd> {
  const { context, processes, masker } = services;
  const { args, cwd, environment, isolated, input, inputFile } = launch;
  const chunks: Buffer[] = [];
  let size = 0;
  const keep = (chunk: Buffer): void => {
    size += chunk.length;
    if (size > KEPT_OUTPUT) {
      throw gitFailed({ message: `git ${args[0]} wrote more than ${KEPT_OUTPUT} bytes.` }, masker);
    }
    chunks.push(chunk);
  };
  let stderr = Buffer.alloc(0);
  const [command, ...rest] =
    inputFile === undefined ? ['git', ...args] : ['sh', '-c', 'exec git "$@" <"$0"', inputFile, ...args];
  const child = processes.start(command, rest, {
    cwd,
    environment,
    isolated,
    input,
    onStdout: launch.onStdout ?? keep,
    onStderr: (chunk) => {
      stderr = Buffer.concat([stderr, chunk]).subarray(-KEPT_ERRORS);
    },
  });
  const end = await child.ended;
  context.signal.throwIfAborted();
  if (end.error !== undefined) {
    const hint = 'Install git 2.38 or newer on the PATH of PoppoBuilder.';
    const message = `git could not be started: ${end.error.message}.`;
    throw gitFailed({ message, hint, cause: end.error }, masker);
  }
  return { exitCode: end.exitCode, stdout: Buffer.concat(chunks), stderr: stderr.toString() };
}
