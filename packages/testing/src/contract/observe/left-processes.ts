import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type ProcessEntry, readAllEnvironments } from '@poppobuilder/core/runner-kit';

/** A process that outlives its task. */
export interface LeftProcess {
  readonly pid: number;
  /** Its command line, or its id where that cannot be read. */
  readonly command: string;
}

/** The variable that every process of a task inherits. */
export const MARK = 'POPPOBUILDER_TASK_ID';

/** What is known of the processes of a task. */
export interface TaskProcesses {
  readonly taskId: string;
  /** Those that were started by `child_process`. */
  readonly children: readonly ChildProcess[];
  /** What {@link latestPid} returned before the task. */
  readonly after: number;
}

/** The id of the process that was started last on this machine; 0 where that is unknown. */
export function latestPid(): number {
  if (process.platform !== 'linux') return 0;
  return Number(readFileSync('/proc/loadavg', 'latin1').trimEnd().split(' ').at(-1));
}

/**
 * Finds processes that a task left behind: its children that still run, what these have started, and whatever carries its id in
 * its environment.
 */
export function findLeftProcesses({ taskId, children, after }: TaskProcesses): LeftProcess[] {
  const live = new Set(children.flatMap((child) => (isLive(child) ? [child.pid] : [])));
  const started = new Set(children.map(({ pid }) => pid));
  // The ids start again from the lowest after the highest.
  const entries = readAllEnvironments(latestPid() < after ? 0 : after).filter(
    ({ pid, zombie }) => !zombie && pid !== process.pid,
  );
  const left = new Set<number>();
  const isLeft = (entry: ProcessEntry & { readonly environment: string | undefined }): boolean =>
    live.has(entry.pid) ||
    left.has(entry.parent) ||
    started.has(entry.session) ||
    entry.environment?.split('\0').includes(`${MARK}=${taskId}`) === true;
  for (let before = -1; before < left.size;) {
    before = left.size;
    for (const entry of entries) if (isLeft(entry)) left.add(entry.pid);
  }
  return [...left].map((pid) => ({ pid, command: commandOf(pid) }));
}

/** Ends processes. One that has ended meanwhile is no matter. */
export function endProcesses(processes: readonly LeftProcess[]): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
}

const isLive = ({ pid, exitCode, signalCode }: ChildProcess): boolean =>
  pid !== undefined && exitCode === null && signalCode === null;

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return `process ${pid}`;
  }
}
