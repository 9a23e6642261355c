import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type ProcessEntry, readProcessTable } from '@poppobuilder/core/runner-kit';

/** Live processes below one, itself left out. */
export function processesBelow(pid: number): ProcessEntry[] {
  const table = readProcessTable();
  const below: ProcessEntry[] = [];
  for (let parents = new Set([pid]); parents.size > 0;) {
    const children = table.filter(({ parent }) => parents.has(parent));
    below.push(...children);
    parents = new Set(children.map((child) => child.pid));
  }
  return below;
}

/** The command line of a process; empty when it has ended. */
export function commandLineOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  } catch {
    return [];
  }
}

/** The worker of a project: bubblewrap, as this process started it. Throws when there is none. */
export function findWorker(projectPath: string): number {
  const worker = workersOf(projectPath)[0];
  if (worker === undefined) throw new Error(`There is no worker for ${projectPath}.`);
  return worker;
}

/** The live workers of a project. */
export function workersOf(projectPath: string): number[] {
  const own = readProcessTable().filter(({ parent }) => parent === process.pid);
  return own.flatMap(({ pid }) => {
    const line = commandLineOf(pid);
    return line[line.indexOf('--chdir') + 1] === projectPath ? [pid] : [];
  });
}

/** Looks again and again until something is so. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await delay(2);
}
