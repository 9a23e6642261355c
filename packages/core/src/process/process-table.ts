import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { type KernelUnits, readKernelUnits } from './kernel-units.ts';

/** One process of the machine. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** 0 where the platform does not tell. */
  readonly session: number;
  /** When it started, in a unit of the platform's: with the pid it tells a process from a later one of the same pid. */
  readonly startTime: number;
  /** It has ended and waits for its parent to notice. */
  readonly zombie: boolean;
  /** Memory it has in RAM, what it shares with others included. */
  readonly residentBytes: number;
  /** Processor time it used itself, in milliseconds. */
  readonly cpuMs: number;
  /** Processor time of its ended children that it has noticed, and of theirs. 0 where the platform does not tell. */
  readonly reapedCpuMs: number;
}

/**
 * The live processes of this machine with a pid over `after`; zombies are left out. From /proc on Linux, from `ps` on
 * macOS; empty on Windows, where `taskkill` walks the tree.
 */
export function readProcessTable(after = 0): ProcessEntry[] {
  return readAllProcesses(after).filter(({ zombie }) => !zombie);
}

/** As {@link readProcessTable}, with zombies. */
export function readAllProcesses(after = 0): ProcessEntry[] {
  if (process.platform === 'linux') return readProc(after);
  if (process.platform === 'win32') return [];
  return readPs(['-ax']).filter((entry) => entry.pid > after);
}

/** One live process; `undefined` when there is none of this pid, and on Windows. */
export function readProcess(pid: number): ProcessEntry | undefined {
  if (process.platform === 'win32') return undefined;
  const entry = process.platform === 'linux' ? readStat(pid) : readPs(['-p', String(pid)])[0];
  return entry?.zombie === true ? undefined : entry;
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
  return readEnvironment(pid).includes(`${name}=${value}\0`);
}

/**
 * The environment a process was started with, each variable ended by NUL. Empty where it cannot be read: other users'
 * processes, other platforms than Linux, and for a moment while a process becomes another program.
 */
export function readEnvironment(pid: number): string {
  if (process.platform !== 'linux') return '';
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}

function readProc(after: number): ProcessEntry[] {
  const entries: ProcessEntry[] = [];
  // Newest first: the newest are the likeliest to end before they are read.
  for (const name of readdirSync('/proc').toReversed()) {
    const pid = Number(name);
    if (!(pid > after)) continue;
    const entry = readStat(pid);
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}

let units: KernelUnits | undefined;

function readStat(pid: number): ProcessEntry | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  units ??= readKernelUnits();
  return parseStat(pid, stat, units);
}

/**
 * The entry of one /proc/PID/stat.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
export function parseStat(pid: number, stat: string, { pageBytes, tickMs }: KernelUnits): ProcessEntry {
  // The name before the last parenthesis may hold anything. The state comes first after it, field 3 of the manual.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 22);
  const field = (number: number): number => Number(fields[number - 3]);
  const state = fields[0];
  return {
    pid,
    parent: field(4),
    group: field(5),
    session: field(6),
    startTime: field(22),
    // One whose first thread has ended is no zombie while others run.
    zombie: state === 'X' || (state === 'Z' && field(20) <= 1),
    residentBytes: field(24) * pageBytes,
    cpuMs: (field(14) + field(15)) * tickMs,
    reapedCpuMs: (field(16) + field(17)) * tickMs,
  };
}

function readPs(selection: readonly string[]): ProcessEntry[] {
  const columns = 'pid=,ppid=,pgid=,stat=,rss=,time=,lstart=';
  let output: string;
  try {
    output = execFileSync('ps', [...selection, '-o', columns], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    });
  } catch (error) {
    // With -p it fails when there is no such process.
    if (selection.includes('-p')) return [];
    throw error;
  }
  return output.split('\n').flatMap((line) => parsePsLine(line) ?? []);
}

/** The entry of one line of `ps -o pid=,ppid=,pgid=,stat=,rss=,time=,lstart=`; `undefined` for an empty line. */
export function parsePsLine(line: string): ProcessEntry | undefined {
  const [pid, parent, group, state, kilobytes, time, ...started] = line.trim().split(/\s+/);
  if (state === undefined || time === undefined) return undefined;
  return {
    pid: Number(pid),
    parent: Number(parent),
    group: Number(group),
    session: 0,
    startTime: Date.parse(started.join(' ')),
    zombie: state.startsWith('Z'),
    residentBytes: Number(kilobytes) * 1024,
    cpuMs: parseCpuTime(time),
    reapedCpuMs: 0,
  };
}

/** `[[days-]hours:]minutes:seconds`, in milliseconds. */
function parseCpuTime(time: string): number {
  const [clock = '', days = '0'] = time.split('-').toReversed();
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return Math.round((Number(days) * 86_400 + seconds) * 1000);
}
