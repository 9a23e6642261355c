import type { ProcessEntry } from '@poppobuilder/core/runner-kit';
import type { ProcessSnapshot } from './process-snapshot.ts';

/** In this time, in milliseconds, process ids cannot have gone round once and come back to where they were. */
const PIDS_CANNOT_GO_ROUND = 1_000;

/**
 * The processes of one tree, remembered from one look at the machine to the next. A pid alone names no process: it counts
 * only with its start time, so that a later process of the same pid is never taken for a member.
 */
export class TreeMembers {
  #known = new Map<number, number>();
  /** Groups and sessions that a member leads or led, with the start time of their leader. */
  readonly #led = new Map<number, number>();
  readonly #host: number;
  #lookedAt = Number.NEGATIVE_INFINITY;

  /** @param host - the pid that is never a member: this process */
  constructor(root: ProcessEntry | undefined, host: number = process.pid) {
    this.#host = host;
    if (root !== undefined) this.#known.set(root.pid, root.startTime);
  }

  /** Ids of the groups and sessions that are the tree's alone, as of the last look. */
  get groups(): readonly number[] {
    return [...this.#led.keys()];
  }

  /**
   * The members, zombies included: those known, `marked` ones, their descendants, and the groups and sessions they led.
   *
   * @param now - milliseconds of a clock that never goes back
   */
  look(
    snapshot: ProcessSnapshot,
    marked: readonly number[] = [],
    now: number = performance.now(),
  ): ProcessEntry[] {
    const members = new Map<number, ProcessEntry>();
    const pending: ProcessEntry[] = [];
    const add = (entry: ProcessEntry | undefined): void => {
      if (entry === undefined || entry.pid === this.#host || members.has(entry.pid)) return;
      members.set(entry.pid, entry);
      pending.push(entry);
    };
    for (const [pid, startTime] of this.#known) if (snapshot.has(pid, startTime)) add(snapshot.get(pid));
    for (const pid of marked) add(snapshot.get(pid));

    const recent = now - this.#lookedAt < PIDS_CANNOT_GO_ROUND;
    for (const [id, startTime] of this.#led) {
      const inside = snapshot.ledBy(id);
      const ours =
        snapshot.get(id) === undefined
          ? recent || inside.some(({ pid }) => members.has(pid))
          : snapshot.has(id, startTime);
      if (ours && inside.length > 0) inside.forEach(add);
      else this.#led.delete(id);
    }
    for (let entry = pending.pop(); entry !== undefined; entry = pending.pop()) {
      snapshot.childrenOf(entry.pid).forEach(add);
      if (entry.group !== entry.pid && entry.session !== entry.pid) continue;
      this.#led.set(entry.pid, entry.startTime);
      snapshot.ledBy(entry.pid).forEach(add);
    }
    this.#known = new Map([...members.values()].map(({ pid, startTime }) => [pid, startTime]));
    this.#lookedAt = now;
    return [...members.values()];
  }
}
