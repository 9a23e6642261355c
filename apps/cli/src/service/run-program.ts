import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { spawnChild } from '@poppobuilder/core/runner-kit';

/** Runs a program of the system. Rejects with what it said when it fails. */
export async function runProgram(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const child = spawnChild(program, args, { environment, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const said = child.stderr === null ? '' : text(child.stderr);
  const [exitCode, signal] = await ended;
  if (exitCode === 0) return;
  const message = (await said).trim();
  throw new Error(message === '' ? `It ended with ${signal ?? `exit code ${exitCode}`}.` : message);
}
