import type { GitServices } from './git-services.ts';
import { gitFailed } from './git-failure.ts';

/** Options of {@link runGit}. */
export interface GitLaunch {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Whether it runs with the agent's isolation, which is required in the agent's own repository. */
  readonly isolated: boolean;
  readonly input?: string | Uint8Array | undefined;
  /** Absolute path of a file that is its standard input. */
  readonly inputFile?: string | undefined;
  /** Receives standard output as a stream, instead of the result. */
  readonly onStdout?: ((chunk: Buffer) => void) | undefined;
}

/** The result of git. */
export interface GitEnd {
  /** Absent when it was killed by a signal. */
  readonly exitCode: number | undefined;
  readonly stdout: Buffer;
  /** Its last 16 KiB, not masked. */
  readonly stderr: string;
}

const MAX_ERROR_OUTPUT = 16 * 1024;

/** Maximum size of the output: a string in Node is limited to 512 MiB. In bytes. */
const MAX_OUTPUT = 256 * 1024 * 1024;

/**
 * Runs git and resolves with its result, whatever the exit code. Rejects with `GIT_FAILED` when git cannot be started or
 * writes more than 256 MiB, and with the task's own error when the task is stopped.
 */
export async function runGit(services: GitServices, launch: GitLaunch): Promise<GitEnd> {
  const { context, processes, masker } = services;
  const { args, cwd, environment, isolated, input, inputFile } = launch;
  const chunks: Buffer[] = [];
  let size = 0;
  const keep = (chunk: Buffer): void => {
    size += chunk.length;
    if (size > MAX_OUTPUT) {
      throw gitFailed({ message: `git ${args[0]} wrote more than ${MAX_OUTPUT} bytes.` }, masker);
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
      stderr = Buffer.concat([stderr, chunk]).subarray(-MAX_ERROR_OUTPUT);
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
