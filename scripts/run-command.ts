import { spawn } from 'node:child_process';
import { root } from './workspace.ts';

export interface CommandResult {
  ok: boolean;
  /** What the command wrote to stdout and stderr, in the order it came. */
  output: string;
}

/** Runs a tool of `node_modules/.bin`, which pnpm puts on PATH, and keeps its output for whoever reports the failure. */
export async function runCommand(
  command: string,
  args: string[],
  directory: string = root,
): Promise<CommandResult> {
  const { promise, resolve } = Promise.withResolvers<CommandResult>();
  const chunks: Buffer[] = [];
  const child = spawn(command, args, {
    cwd: directory,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // The tools are .cmd files on Windows.
    shell: process.platform === 'win32',
  });
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.on('error', (error) =>
    resolve({ ok: false, output: `${command} did not start: ${error.message}\n` }),
  );
  child.on('close', (exitCode) =>
    resolve({ ok: exitCode === 0, output: Buffer.concat(chunks).toString('utf8') }),
  );
  return promise;
}
