import { readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readProcess } from '@poppobuilder/core/runner-kit';

/** What a running server says of itself in its data folder. */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  readonly socketFolder: string;
  /** It takes connections. */
  readonly isReady: boolean;
}

const NAME = 'postmaster.pid';

/**
 * Reads the file of the server of a data folder; `undefined` when there is none or it is not whole yet. It outlives a
 * server that was killed.
 *
 * @see https://www.postgresql.org/docs/18/storage-file-layout.html
 */
export function readPostmasterFile(data: string): PostmasterFile | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(data, NAME), 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const [pid, , , port, socketFolder, , , status] = lines;
  const numbers = { pid: Number(pid), port: Number(port) };
  if (!(numbers.pid > 0) || socketFolder === undefined || socketFolder === '') return undefined;
  return { ...numbers, socketFolder, isReady: status?.trim() === 'ready' };
}

/** Whether a process is the server of a data folder, and no later process that was given its pid. */
export function isPostmasterOf(pid: number, data: string): boolean {
  const entry = readProcess(pid);
  if (entry === undefined || process.platform !== 'linux') return entry !== undefined;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === data;
  } catch {
    return false;
  }
}

/**
 * Removes the file of a server that has ended when its pid is another program's by now: Postgres would take that one for
 * its server, and never start. The caller has made sure that no server runs.
 */
export function removeMisleadingFile(data: string): void {
  const file = readPostmasterFile(data);
  if (file !== undefined && readProcess(file.pid) !== undefined) rmSync(join(data, NAME), { force: true });
}
