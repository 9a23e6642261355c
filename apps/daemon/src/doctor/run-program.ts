import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { spawnChild } from '@poppobuilder/core/runner-kit';

/** In milliseconds. */
const TIMEOUT = 30_000;

/** Runs a program, and returns what it prints. Rejects with what it says is wrong, or when it takes too long. */
export async function runProgram(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const child = spawnChild(program, args, { environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close') as Promise<[number | null]>;
  const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT);
  try {
    const [stdout, stderr, [exitCode]] = await Promise.all([
      child.stdout === null ? '' : text(child.stdout),
      child.stderr === null ? '' : text(child.stderr),
      ended,
    ]);
    if (exitCode === 0) return stdout.trim();
    const [said = ''] = stderr.trim().split('\n');
    throw new Error(`${program} ended with ${exitCode ?? 'a signal'}${said === '' ? '' : `: ${said}`}.`);
  } finally {
    clearTimeout(timer);
  }
}
