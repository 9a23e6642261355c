import type { ProcessEntry } from '@poppobuilder/core/runner-kit';
import { CpuAccount } from './cpu-account.ts';
import { ProcessSnapshot } from './process-snapshot.ts';
import { measureMemory } from './tree-memory.ts';
import { type ExceededLimit, findExceeded, type TreeUsage, type UsageLimits } from './usage-limits.ts';

/** The part of a worker tree that is watched. */
export interface WatchedTree {
  /** Its members in a snapshot, zombies included. */
  look(snapshot: ProcessSnapshot): readonly ProcessEntry[];
}

/** One watched tree. */
export interface UsageRegistration {
  /** The usage as of the last look. */
  current(): TreeUsage;
  /** Ends the watch. */
  stop(): void;
}

/** Watches the usage of all trees of a pool. */
export interface UsageWatcher {
  /** Watches a tree until `stop`. `onExceeded` is called at most once, never before this returns. */
  register(
    tree: WatchedTree,
    limits: UsageLimits,
    onExceeded: (limit: ExceededLimit) => void,
  ): UsageRegistration;
}

/** Milliseconds between two looks. */
const INTERVAL = 250;

/** Looking takes at most this part of one core: 5 %. */
const REST_FACTOR = 20;

/**
 * Returns the milliseconds until the next look after one that began at this CPU usage. Time in which others had the core does not
 * count: where there is much of it, limits matter most.
 */
function restAfter(usageBefore: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(usageBefore);
  return Math.max(INTERVAL, ((user + system) / 1_000) * REST_FACTOR);
}

/**
 * Creates the one watcher of a pool: it reads the process table four times a second, less often where that takes long,
 * while at least one tree is registered, and does not hold the event loop. Nothing is seen on Windows.
 */
export function watchUsage(takeSnapshot: () => ProcessSnapshot = () => new ProcessSnapshot()): UsageWatcher {
  const watches = new Set<TreeWatch>();
  let timer: NodeJS.Timeout | undefined;

  // With no descriptor left to look with, this look is left out.
  const trySnapshot = (): ProcessSnapshot | undefined => {
    try {
      return takeSnapshot();
    } catch {
      return undefined;
    }
  };
  const schedule = (wait: number): void => {
    timer = setTimeout(lookAtAll, wait).unref();
  };
  const lookAtAll = (): void => {
    const usageBefore = process.cpuUsage();
    const exceeded: (() => void)[] = [];
    const snapshot = trySnapshot();
    if (snapshot !== undefined) {
      for (const watch of watches) {
        const limit = watch.look(snapshot);
        if (limit !== undefined) exceeded.push(() => watch.onExceeded(limit));
      }
    }
    schedule(restAfter(usageBefore));
    for (const report of exceeded) report();
  };

  return {
    register(tree, limits, onExceeded) {
      const watch = new TreeWatch(tree, limits, onExceeded);
      const snapshot = trySnapshot();
      if (snapshot !== undefined) watch.begin(snapshot);
      watches.add(watch);
      if (timer === undefined) schedule(INTERVAL);
      return {
        current: () => watch.usage,
        stop() {
          watches.delete(watch);
          watch.stopped = true;
          if (watches.size > 0) return;
          clearTimeout(timer);
          timer = undefined;
        },
      };
    },
  };
}

class TreeWatch {
  usage: TreeUsage = { residentBytes: 0, processes: 0, cpuMs: 0 };
  stopped = false;
  readonly #tree: WatchedTree;
  readonly #limits: UsageLimits;
  readonly #onExceeded: (limit: ExceededLimit) => void;
  readonly #account = new CpuAccount();
  #cpuAtBegin = 0;
  #isReported = false;

  constructor(tree: WatchedTree, limits: UsageLimits, onExceeded: (limit: ExceededLimit) => void) {
    this.#tree = tree;
    this.#limits = limits;
    this.#onExceeded = onExceeded;
  }

  begin(snapshot: ProcessSnapshot): void {
    const members = this.#tree.look(snapshot);
    this.#cpuAtBegin = this.#account.update(members);
    this.usage = this.#measure(members, 0);
  }

  look(snapshot: ProcessSnapshot): ExceededLimit | undefined {
    const members = this.#tree.look(snapshot);
    this.usage = this.#measure(members, this.#account.update(members) - this.#cpuAtBegin);
    return this.#isReported ? undefined : findExceeded(this.usage, this.#limits);
  }

  onExceeded(limit: ExceededLimit): void {
    // One that was reported before may have stopped this one.
    if (this.stopped) return;
    this.#isReported = true;
    this.#onExceeded(limit);
  }

  #measure(members: readonly ProcessEntry[], cpuMs: number): TreeUsage {
    const live = members.filter(({ zombie }) => !zombie);
    const limit = this.#isReported
      ? Number.POSITIVE_INFINITY
      : (this.#limits.memory ?? Number.POSITIVE_INFINITY);
    return { residentBytes: measureMemory(live, limit), processes: live.length, cpuMs };
  }
}
