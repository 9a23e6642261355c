import type { ProcessEntry } from '@poppobuilder/core/runner-kit';

/**
 * Adds up the processor time of a tree from one look at it to the next. An ended process counts with its parent once that
 * has noticed; one that no process of the tree notices counts with what it had when it was last seen. Never more than was
 * used; what a short-lived orphan used after it was last seen is missed.
 */
export class CpuAccount {
  #last = new Map<number, ProcessEntry>();
  #lost = 0;

  /** The milliseconds used so far, by the members as they are now, zombies included, and by ended ones. */
  update(members: readonly ProcessEntry[]): number {
    const now = new Map(members.map((entry) => [entry.pid, entry]));
    let used = 0;
    let noticed = 0;
    for (const entry of members) {
      used += totalOf(entry);
      const before = this.#last.get(entry.pid);
      if (before?.startTime === entry.startTime) noticed += entry.reapedCpuMs - before.reapedCpuMs;
    }
    let ended = 0;
    for (const entry of this.#last.values()) {
      if (now.get(entry.pid)?.startTime !== entry.startTime) ended += totalOf(entry);
    }
    this.#lost += Math.max(0, ended - noticed);
    this.#last = now;
    return used + this.#lost;
  }
}

function totalOf({ cpuMs, reapedCpuMs }: ProcessEntry): number {
  return cpuMs + reapedCpuMs;
}
