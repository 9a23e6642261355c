import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type ProcessEntry, readProcess } from '@poppobuilder/core/runner-kit';

const POLL = 1;

/**
 * The PID namespace of a sandboxed worker, known by its first process: the kernel ends that only after all others, and
 * with it everything, however it tried to get away.
 */
export class WorkerNamespace {
  readonly #first: ProcessEntry;

  private constructor(first: ProcessEntry) {
    this.#first = first;
  }

  /** Finds the namespace below bubblewrap; nothing before it has made one, or when that cannot be read. */
  static below(bwrapPid: number): WorkerNamespace | undefined {
    let children: string;
    try {
      children = readFileSync(`/proc/${bwrapPid}/task/${bwrapPid}/children`, 'latin1');
    } catch {
      return undefined;
    }
    const pids = children.trim().split(' ').filter(Boolean);
    const first = pids.length === 1 ? readProcess(Number(pids[0])) : undefined;
    return first === undefined ? undefined : new WorkerNamespace(first);
  }

  /** Kills the first process, and so all. */
  kill(): void {
    if (!this.#lives()) return;
    try {
      process.kill(this.#first.pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }

  /** Resolves when no process of the namespace is left. */
  async ended(): Promise<void> {
    // A process that is not our own child reports its end to nobody.
    while (this.#lives()) await delay(POLL);
  }

  #lives(): boolean {
    const { pid, startTime } = this.#first;
    const now = readProcess(pid);
    return now !== undefined && now.startTime === startTime && !now.zombie;
  }
}
