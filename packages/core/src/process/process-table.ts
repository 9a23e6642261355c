import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** One process of the machine. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** 0 where the platform does not tell. */
  readonly session: number;
}

/**
 * The live processes of this machine with a pid over `after`; zombies are left out. From /proc on Linux, from `ps` on
 * macOS; empty on Windows, where `taskkill` walks the tree.
 */
export function readProcessTable(after = 0): ProcessEntry[] {
  if (process.platform === 'linux') return readProc(after);
  if (process.platform === 'win32') return [];
  return readPs().filter((entry) => entry.pid > after);
}

/** The pid that was given out last on this machine; `undefined` where that cannot be told. */
export function latestPid(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return Number(readFileSync('/proc/loadavg', 'latin1').trimEnd().split(' ').at(-1));
  } catch {
    return undefined;
  }
}

/** Whether a process was started with a variable set; false where that cannot be read. */
export function hasVariable(pid: number, name: string, value: string): boolean {
  if (process.platform !== 'linux') return false;
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`${name}=${value}\0`);
  } catch {
    return false;
  }
}

function readProc(after: number): ProcessEntry[] {
  const entries: ProcessEntry[] = [];
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!(pid > after)) continue;
    const entry = readStat(pid);
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function readStat(pid: number): ProcessEntry | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  const [state, parent, group, session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 4);
  if (state === 'Z' || state === 'X') return undefined;
  return { pid, parent: Number(parent), group: Number(group), session: Number(session) };
}

function readPs(): ProcessEntry[] {
  const output = execFileSync('ps', ['-axo', 'pid=,ppid=,pgid=,stat='], { encoding: 'utf8' });
  return output.split('\n').flatMap((line) => {
    const [pid, parent, group, state] = line.trim().split(/\s+/);
    if (state === undefined || state.startsWith('Z')) return [];
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), session: 0 }];
  });
}
