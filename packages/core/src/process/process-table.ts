import { readdirSync, readFileSync } from 'node:fs';
import { findHostProgram } from './host-programs.ts';
import { type KernelUnits, readKernelUnits } from './kernel-units.ts';
import { runTool } from './spawn-child.ts';

/** One process of the machine. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** 0 where the platform does not report it. */
  readonly session: number;
  /** When it started, in a unit of the platform's: with the pid it distinguishes a process from a later one of the same pid. */
  readonly startTime: number;
  /** It has ended and waits for its parent to notice. */
  readonly zombie: boolean;
  /** Memory it has in RAM, what it shares with others included. */
  readonly residentBytes: number;
  /** Processor time it used itself, in milliseconds. */
  readonly cpuMs: number;
  /** Processor time of its ended children that it has noticed, and of theirs. 0 where the platform does not report it. */
  readonly reapedCpuMs: number;
}

/**
 * The live processes of this machine with a pid over `after`; zombies and threads of the kernel are left out. From /proc on
 * Linux, also those that start while the others are read; from `ps` on macOS; empty on Windows, where `taskkill` walks the
 * tree.
 */
export function readProcessTable(after = 0): ProcessEntry[] {
  return readAllProcesses(after).filter(({ zombie }) => !zombie);
}

/** As {@link readProcessTable}, with zombies. */
export function readAllProcesses(after = 0): ProcessEntry[] {
  if (process.platform === 'linux') return readProc(after, readStat);
  if (process.platform === 'win32') return [];
  return readPs(['-ax']).filter((entry) => entry.pid > after);
}

/** A process with what {@link readEnvironment} returned for it in the same moment. */
export interface ProcessWithEnvironment extends ProcessEntry {
  readonly environment: string | undefined;
}

/** As {@link readAllProcesses}, with their environments. */
export function readAllEnvironments(after = 0): ProcessWithEnvironment[] {
  if (process.platform === 'linux') return readProc(after, readWithEnvironment);
  return readAllProcesses(after).map((entry) => ({ ...entry, environment: '' }));
}

/** One live process; `undefined` when there is none of this pid, and on Windows. */
export function readProcess(pid: number): ProcessEntry | undefined {
  if (process.platform === 'win32') return undefined;
  const entry = process.platform === 'linux' ? readStat(pid) : readPs(['-p', String(pid)])[0];
  return entry?.zombie === true ? undefined : entry;
}

/** The pid that was given out last on this machine; `undefined` where that is unknown. */
export function latestPid(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return Number(readFileSync('/proc/loadavg', 'latin1').trimEnd().split(' ').at(-1));
  } catch {
    return undefined;
  }
}

/**
 * The environment a process was started with, each variable ended by NUL. Empty where it cannot be read: other users'
 * processes, and other platforms than Linux. `undefined` for the moment in which a process becomes another program: it has
 * none then, and may have one soon.
 */
export function readEnvironment(pid: number): string | undefined {
  if (process.platform !== 'linux') return '';
  const environment = readText(`/proc/${pid}/environ`);
  if (environment !== '') return environment;
  // Everybody may read the arguments, which come and go with the environment.
  if (readText(`/proc/${pid}/cmdline`) !== '') {
    const later = readText(`/proc/${pid}/environ`);
    if (later !== '' || readText(`/proc/${pid}/cmdline`) !== '') return later;
  }
  const stat = readText(`/proc/${pid}/stat`);
  return stat === '' || hasFlag(stat, EXITING | KERNEL_THREAD) ? '' : undefined;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

/** Rounds in which those are read that started during the one before; a machine may start them faster than they are read. */
const MAX_ROUNDS = 20;

function readProc<T>(after: number, read: (pid: number) => T | undefined): T[] {
  const entries = new Map<number, T>();
  const add = (pid: number): void => {
    const entry = read(pid);
    if (entry !== undefined) entries.set(pid, entry);
  };
  let latest = latestPid();
  // Newest first: the newest are the likeliest to end before they are read.
  for (const name of readdirSync('/proc').toReversed()) {
    const pid = Number(name);
    if (pid > after) add(pid);
  }
  // One may have started another one since, and have ended before it was read.
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    const before = latest;
    latest = latestPid();
    if (before === undefined || latest === undefined || latest <= before) break;
    for (let pid = before + 1; pid <= latest; pid += 1) if (!isThread(pid)) add(pid);
  }
  return [...entries.values()];
}

/** Whether the id is that of a thread which is not the first one of its process: /proc has them without listing them. */
function isThread(pid: number): boolean {
  const owner = /^Tgid:\s+(\d+)$/m.exec(readText(`/proc/${pid}/status`))?.[1];
  return owner !== undefined && Number(owner) !== pid;
}

function readWithEnvironment(pid: number): ProcessWithEnvironment | undefined {
  const entry = readStat(pid);
  return entry && { ...entry, environment: entry.zombie ? '' : readEnvironment(pid) };
}

let units: KernelUnits | undefined;

function readStat(pid: number): ProcessEntry | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  if (stat === '' || hasFlag(stat, KERNEL_THREAD)) return undefined;
  units ??= readKernelUnits();
  return parseStat(pid, stat, units);
}

/**
 * The entry of one /proc/PID/stat.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
export function parseStat(pid: number, stat: string, { pageBytes, tickMs }: KernelUnits): ProcessEntry {
  const fields = fieldsOf(stat);
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

/** The fields from the third one of the manual on, the state; the name before it may hold anything, also parentheses. */
const fieldsOf = (stat: string): string[] => stat.slice(stat.lastIndexOf(')') + 2).split(' ', 22);

/** PF_EXITING and PF_KTHREAD of the kernel's include/linux/sched.h, in field 9. */
const EXITING = 0x4;
const KERNEL_THREAD = 0x20_0000;

const hasFlag = (stat: string, flags: number): boolean => (Number(fieldsOf(stat)[9 - 3]) & flags) !== 0;

function readPs(selection: readonly string[]): ProcessEntry[] {
  const columns = 'pid=,ppid=,pgid=,stat=,rss=,time=,lstart=';
  let output: string;
  try {
    output = runTool(findHostProgram('ps') ?? '/bin/ps', [...selection, '-o', columns]);
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
