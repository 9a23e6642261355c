import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The built program that `npm create @poppobuilder/plugin` starts. */
export const CREATE_PLUGIN: string = fileURLToPath(
  new URL('../../packages/create-plugin/bin/create-plugin.js', import.meta.url),
);

/** How the program ended, and what it wrote. */
export interface Created {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program in a folder, without a terminal. */
export async function runCreate(
  cwd: string,
  args: readonly string[],
  options: Omit<SpawnOptions, 'cwd' | 'stdio'> = {},
): Promise<Created> {
  return ended(spawn(process.execPath, [CREATE_PLUGIN, ...args], { ...options, cwd, stdio: 'pipe' }));
}

/** Resolves when a process has ended, with what it wrote from now on. */
export async function ended(child: ChildProcess): Promise<Created> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  await once(child, 'close');
  return { exitCode: child.exitCode, stdout, stderr };
}
