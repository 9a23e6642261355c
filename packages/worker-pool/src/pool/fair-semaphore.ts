/** Limits of {@link FairSemaphore}. */
export interface FairSemaphoreOptions {
  /** Slots in all. */
  readonly total: number;
  /** Slots that one project may have at once. */
  readonly perProject: number;
  /** Whether a slot may be acquired now; called before each. @defaultValue always */
  readonly mayAcquire?: (() => boolean) | undefined;
}

/** Projects whose last slot is remembered. */
const MAX_REMEMBERED = 1_000;

interface Waiting {
  readonly project: string;
  readonly resume: () => void;
}

/**
 * A number of slots, of which one project has no more than its share. Projects that wait acquire slots in rotation, however
 * many tasks each has; the tasks of one project keep their order.
 */
export class FairSemaphore {
  readonly #options: FairSemaphoreOptions;
  /** Waiting tasks by project. */
  readonly #queues = new Map<string, Set<Waiting>>();
  readonly #running = new Map<string, number>();
  /** When each project last acquired a slot, counted in slots; a project that never did has waited the longest. */
  readonly #lastSlots = new Map<string, number>();
  #clock = 0;
  #total = 0;

  constructor(options: FairSemaphoreOptions) {
    this.#options = options;
  }

  /** Acquires a slot if one is free and no task waits. Returns whether it did. */
  tryAcquire(project: string): boolean {
    if (this.anyWaiting || !this.#isFree(project) || this.#options.mayAcquire?.() === false) return false;
    this.#take(project);
    return true;
  }

  /** Waits for a slot. Rejects with the signal's reason when that aborts first. */
  async acquire(project: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting: Waiting = { project, resume: resolve };
    const leave = (): void => {
      if (this.#leave(waiting)) reject(signal.reason as Error);
    };
    signal.addEventListener('abort', leave, { once: true });
    const queue = this.#queues.get(project) ?? new Set();
    this.#queues.set(project, queue.add(waiting));
    this.dispatch();
    await promise;
    signal.removeEventListener('abort', leave);
  }

  /** Releases a slot. */
  release(project: string): void {
    const running = this.runningOf(project) - 1;
    if (running === 0) this.#running.delete(project);
    else this.#running.set(project, running);
    this.#total -= 1;
    this.dispatch();
  }

  /** Hands out the slots that are free now. */
  dispatch(): void {
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      this.#leave(next);
      this.#take(next.project);
      next.resume();
    }
  }

  /** Tasks of a project that wait. */
  waitingOf(project: string): number {
    return this.#queues.get(project)?.size ?? 0;
  }

  /** Whether any task waits. */
  get anyWaiting(): boolean {
    return this.#queues.size > 0;
  }

  /** Slots that a project has. */
  runningOf(project: string): number {
    return this.#running.get(project) ?? 0;
  }

  #isFree(project: string): boolean {
    const { total, perProject } = this.#options;
    return this.#total < total && this.runningOf(project) < perProject;
  }

  #take(project: string): void {
    this.#total += 1;
    this.#running.set(project, this.runningOf(project) + 1);
    this.#remember(project);
  }

  #next(): Waiting | undefined {
    const { total, mayAcquire } = this.#options;
    if (this.#total >= total || this.#queues.size === 0 || mayAcquire?.() === false) return undefined;
    let chosen: Waiting | undefined;
    let earliest = Number.POSITIVE_INFINITY;
    for (const [project, queue] of this.#queues) {
      const last = this.#lastSlots.get(project) ?? 0;
      if (last >= earliest || !this.#isFree(project)) continue;
      earliest = last;
      chosen = queue.values().next().value;
    }
    return chosen;
  }

  #remember(project: string): void {
    this.#clock += 1;
    this.#lastSlots.delete(project);
    this.#lastSlots.set(project, this.#clock);
    const [oldest] = this.#lastSlots.size > MAX_REMEMBERED ? this.#lastSlots.keys() : [];
    if (oldest !== undefined) this.#lastSlots.delete(oldest);
  }

  #leave(waiting: Waiting): boolean {
    const queue = this.#queues.get(waiting.project);
    if (queue?.delete(waiting) !== true) return false;
    if (queue.size === 0) this.#queues.delete(waiting.project);
    return true;
  }
}
