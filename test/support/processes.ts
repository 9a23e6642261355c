import { existsSync, readdirSync, readFileSync, readlinkSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Resolves with a file's text once it is there and ends in a line break. */
export async function fileWritten(path: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const look = (): void => {
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    if (text.endsWith('\n')) resolve(text);
  };
  const watcher = watch(dirname(path), (_event, name) => {
    if (name === null || name === basename(path)) look();
  });
  look();
  return promise.finally(() => watcher.close());
}

/** Whether a process runs; one that has ended and was not waited for does not. */
export function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return !['Z', 'X'].includes(stat.charAt(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

/** Ids of the processes that work in a folder or below it. Linux only: elsewhere none is found. */
export function processesIn(folder: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && folderOf(pid)?.startsWith(folder) === true);
}

function folderOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

/** Ids of the processes that have a text in their arguments. Linux only: elsewhere none is found. */
export function processesNaming(text: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && isRunning(pid) && argumentsOf(pid).includes(text));
}

function argumentsOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
