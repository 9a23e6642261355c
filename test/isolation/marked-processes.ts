import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type ProcessEntry,
  readEnvironment,
  readProcess,
  readProcessTable,
} from '@poppobuilder/core/runner-kit';
import { BOUND } from './settings.ts';

/** Name of a variable that a project gives to its workers and to all below them. */
export const MARK_VARIABLE = 'ISOLATION_MARK';

let lastMark = 0;

/** A text that no other process has; `sleep` takes it for a number of seconds. */
export function createMark(): string {
  lastMark += 1;
  return `1000.${process.pid}${String(lastMark).padStart(6, '0')}${Math.floor(Math.random() * 1e6)}`;
}

/** The live processes that have a mark in their command line or in their environment. */
export function findMarked(mark: string, since?: Moment): ProcessEntry[] {
  return readProcessTable(pidBefore(since)).filter(
    ({ pid }) => commandLineOf(pid).includes(mark) || (readEnvironment(pid) ?? '').includes(mark),
  );
}

/** The live processes that have a mark in their command line. */
export function findByCommandLine(mark: string, since?: Moment): ProcessEntry[] {
  return readProcessTable(pidBefore(since)).filter(({ pid }) => commandLineOf(pid).includes(mark));
}

/** A moment that only a short time passes after: pids do not go once around in it. */
export interface Moment {
  /** The pid that was given out last. */
  readonly pid: number;
}

/** Remembers the moment, so that processes that were there before need not be read again and again. */
export const now = (): Moment => ({ pid: latestPid() });

/** A pid that all processes started since are above; 0 when the pids have begun anew. */
function pidBefore(since: Moment | undefined): number {
  return since === undefined || latestPid() < since.pid ? 0 : since.pid;
}

const latestPid = (): number => Number(readFileSync('/proc/loadavg', 'utf8').trimEnd().split(' ').at(-1));

/** The worker processes of a pool that carry a mark: its own children. */
export function findWorkers(mark: string, host: number = process.pid): ProcessEntry[] {
  return readProcessTable().filter(
    ({ pid, parent }) => parent === host && (readEnvironment(pid) ?? '').includes(mark),
  );
}

/** As {@link findWorkers}, but reads no other process where the kernel lists children; may miss one that comes or goes. */
export function findLastingWorkers(mark: string): ProcessEntry[] {
  const list = `/proc/${process.pid}/task/${process.pid}/children`;
  if (!existsSync(list)) return findWorkers(mark);
  const pids = readFileSync(list, 'utf8').trim().split(' ').map(Number);
  return pids
    .filter((pid) => (readEnvironment(pid) ?? '').includes(mark))
    .flatMap((pid) => readProcess(pid) ?? []);
}

/** The processes below one. */
export function findBelow(root: number): ProcessEntry[] {
  const table = readProcessTable();
  const found: ProcessEntry[] = [];
  const pending = [root];
  for (let parent = pending.pop(); parent !== undefined; parent = pending.pop()) {
    const children = table.filter((entry) => entry.parent === parent);
    found.push(...children);
    pending.push(...children.map(({ pid }) => pid));
  }
  return found;
}

/** The command line of a process, its arguments apart by NUL; empty when it has ended. */
function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** Milliseconds after which {@link describeLeft} looks again: what is being killed is gone by then. */
const LOOK_AGAIN = 100;

/** What is left when nothing should be, for the one who has to find out why. Looks twice. */
export async function describeLeft(left: readonly ProcessEntry[], victim?: ProcessEntry): Promise<string> {
  const first = left.map((entry) => ({
    ...entry,
    isVictim: isSame(entry, victim),
    isChildOfVictim: entry.parent === victim?.pid,
    state: stateOf(entry.pid),
    commandLine: commandLineOf(entry.pid).replaceAll('\0', ' ').slice(0, 200),
  }));
  await delay(LOOK_AGAIN);
  const table = readProcessTable();
  return JSON.stringify({
    victim,
    left: first.map((entry) => ({
      ...entry,
      isGoneSoon: !table.some((one) => isSame(one, entry)),
      laterState: stateOf(entry.pid),
    })),
  });
}

function isSame(one: ProcessEntry, other: ProcessEntry | undefined): boolean {
  return one.pid === other?.pid && one.startTime === other.startTime;
}

/** What the kernel reports about a process: its state, its ids in every namespace, the signals that it has yet to take. */
function stateOf(pid: number): string {
  try {
    const lines = readFileSync(`/proc/${pid}/status`, 'utf8').split('\n');
    return lines.filter((line) => /^(State|NSpid|NSpgid|SigPnd|ShdPnd):/.test(line)).join(', ');
  } catch {
    return 'gone';
  }
}

/** Sends SIGKILL. Whether the process was still there. */
export function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

/** Ends what is left of a failed test. */
export function killMarked(mark: string): void {
  for (const { pid } of findMarked(mark)) if (pid !== process.pid) kill(pid);
}

/** Looks until something is so. Rejects with what was seen last when that takes longer than anything may. */
export async function until<T>(look: () => T, isSo: (seen: T) => boolean, bound: number = BOUND): Promise<T> {
  const end = performance.now() + bound;
  for (;;) {
    const seen = look();
    if (isSo(seen)) return seen;
    if (performance.now() > end)
      throw new Error(`It did not become so in ${bound} ms: ${JSON.stringify(seen)}`);
    // Each look reads about every process of the machine.
    await delay(25);
  }
}
