import { readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isProcessRunning, startTimeOf } from './server-process.ts';

/** What a running server says of itself in its data folder. */
export interface PostmasterFile {
  readonly pid: number;
  /** When it started, in milliseconds since 1970, to the second. */
  readonly startedAt: number;
  readonly port: number;
  readonly socketFolder: string;
  /** It takes connections. */
  readonly isReady: boolean;
}

const NAME = 'postmaster.pid';

/** How far apart two clocks may be that show when one process started. In milliseconds. */
const CLOCK_STEP = 5000;

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
  const [pid, , startedAt, port, socketFolder, , , status] = lines;
  const numbers = { pid: Number(pid), startedAt: Number(startedAt) * 1000, port: Number(port) };
  if (!(numbers.pid > 0) || socketFolder === undefined || socketFolder === '') return undefined;
  return { ...numbers, socketFolder, isReady: status?.trim() === 'ready' };
}

/** Whether the server that wrote the file of a data folder runs, and its pid is not a later process's. */
export function isRunning({ pid, startedAt }: PostmasterFile, data: string): boolean {
  if (process.platform !== 'linux') {
    const time = startTimeOf(pid);
    return time !== undefined && Math.abs(time - startedAt) < CLOCK_STEP;
  }
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === data;
  } catch {
    // It has ended meanwhile, or is another user's, as no server of ours is.
    return false;
  }
}

/**
 * Removes the file of a server that has ended when its pid is another program's by now: Postgres would take that one for
 * its server, and never start. The caller has made sure that no server runs.
 */
export function removeMisleadingFile(data: string): void {
  const file = readPostmasterFile(data);
  if (file !== undefined && isProcessRunning(file.pid)) rmSync(join(data, NAME), { force: true });
}
