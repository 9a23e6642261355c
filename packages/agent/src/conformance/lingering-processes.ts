import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { runTool } from '@poppobuilder/core/runner-kit';

/** Scripts that leave processes behind, with a name of their own by which these are found. */
export interface LingeringScripts {
  /** Files of a project: `leave.sh` leaves two processes and ends, `stay.sh` leaves two and stays with a third. */
  readonly files: Readonly<Record<string, string>>;
  /** How many of the processes run, with one that is just starting its next command counted twice. Found by their arguments, as ids may be of another namespace. */
  readonly count: () => number;
}

/** Returns scripts whose processes nobody else has. One of them works in a session of its own. */
export function lingeringScripts(): LingeringScripts {
  const name = `linger-${randomUUID()}.sh`;
  const leave = `sh ${name} & setsid sh ${name} > /dev/null 2>&1 &\n`;
  return {
    files: {
      [name]: 'echo begun >> begun\nwhile :; do sleep 1; done\n',
      'leave.sh': leave,
      'stay.sh': `${leave}sh ${name}\n`,
    },
    count: () => argumentsOfAll().filter((line) => line.includes(name)).length,
  };
}

function argumentsOfAll(): string[] {
  if (process.platform !== 'linux') return runTool('ps', ['-axo', 'args=']).split('\n');
  return readdirSync('/proc').map((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    } catch {
      return '';
    }
  });
}

/** Resolves once the three processes of `stay.sh` run in a project: each of them has added a line to `begun`. */
export async function processesBegun(project: string): Promise<void> {
  await linesWritten(project, 'begun', 3);
}

/** Resolves once a file of a folder has so many lines. */
export async function linesWritten(folder: string, file: string, count: number): Promise<void> {
  const path = join(folder, file);
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = (): void => {
    try {
      if (readFileSync(path, 'utf8').split('\n').length > count) resolve();
    } catch {
      // It is not there yet.
    }
  };
  const watcher = watch(folder, (_event, name) => {
    if (name === null || name === file) look();
  });
  look();
  await promise.finally(() => watcher.close());
}
