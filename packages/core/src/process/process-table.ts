import { readdirSync, readFileSync } from 'node:fs';
import { findHostProgram } from './host-programs.ts';
import { type KernelUnits, readKernelUnits } from './kernel-units.ts';
import { parsePsLine } from './parse-ps-line.ts';
import { EXITING, hasFlag, KERNEL_THREAD, parseStat } from './parse-stat.ts';
import type { ProcessEntry } from './process-entry.ts';
import { runTool } from './spawn-child.ts';

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
  const addAll = (): void => {
    // Newest first: the newest are the likeliest to end before they are read.
    for (const name of readdirSync('/proc').toReversed()) {
      const pid = Number(name);
      if (pid > after) add(pid);
    }
  };
  let latest = latestPid();
  addAll();
  // One may have started another one since, and have ended before it was read.
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    const before = latest;
    latest = latestPid();
    if (before === undefined || latest === undefined || latest === before) break;
    // The numbers have begun anew: what is new may have any.
    if (latest < before) addAll();
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
