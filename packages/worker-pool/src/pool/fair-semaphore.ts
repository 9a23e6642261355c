/** Limits of {@link FairSemaphore}. */
export interface FairSemaphoreOptions {
  /** Turns that are out at once. */
  readonly total: number;
  /** Turns that one project has at once. */
  readonly perProject: number;
  /** Whether a turn may be given now; asked before each. @defaultValue always */
  readonly mayGive?: (() => boolean) | undefined;
}

/** Projects whose last turn is remembered. */
const REMEMBERED = 1_000;

interface Waiting {
  readonly project: string;
  readonly give: () => void;
}

/**
 * Lets a number of tasks run at once, and of one project no more than its share. Projects that wait take turns one after
 * the other, however many tasks each has; the tasks of one project keep their order.
 */
export class FairSemaphore {
  readonly #options: FairSemaphoreOptions;
  /** Waiting tasks by project. */
  readonly #queues = new Map<string, Set<Waiting>>();
  readonly #running = new Map<string, number>();
  /** When each project last took a turn, counted in turns; a project that has none waits the longest. */
  readonly #lastTurns = new Map<string, number>();
  #clock = 0;
  #total = 0;

  constructor(options: FairSemaphoreOptions) {
    this.#options = options;
  }

  /** Takes a turn when one is free and nobody waits for one. */
  tryAcquire(project: string): boolean {
    if (this.anyWaiting || !this.#isFree(project) || this.#options.mayGive?.() === false) return false;
    this.#take(project);
    return true;
  }

  /** Waits for a turn. Gives its place up and rejects with the signal's reason when that aborts first. */
  async wait(project: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting: Waiting = { project, give: resolve };
    const leave = (): void => {
      if (this.#leave(waiting)) reject(signal.reason as Error);
    };
    signal.addEventListener('abort', leave, { once: true });
    const queue = this.#queues.get(project) ?? new Set();
    this.#queues.set(project, queue.add(waiting));
    this.offer();
    await promise;
    signal.removeEventListener('abort', leave);
  }

  /** Gives a turn back. */
  give(project: string): void {
    const running = this.runningOf(project) - 1;
    if (running === 0) this.#running.delete(project);
    else this.#running.set(project, running);
    this.#total -= 1;
    this.offer();
  }

  /** Gives out the turns that may be given now. */
  offer(): void {
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      this.#leave(next);
      this.#take(next.project);
      next.give();
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

  /** Turns that a project has. */
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
    const { total, mayGive } = this.#options;
    if (this.#total >= total || this.#queues.size === 0 || mayGive?.() === false) return undefined;
    let chosen: Waiting | undefined;
    let earliest = Number.POSITIVE_INFINITY;
    for (const [project, queue] of this.#queues) {
      const last = this.#lastTurns.get(project) ?? 0;
      if (last >= earliest || !this.#isFree(project)) continue;
      earliest = last;
      chosen = queue.values().next().value;
    }
    return chosen;
  }

  #remember(project: string): void {
    this.#clock += 1;
    this.#lastTurns.delete(project);
    this.#lastTurns.set(project, this.#clock);
    const [oldest] = this.#lastTurns.size > REMEMBERED ? this.#lastTurns.keys() : [];
    if (oldest !== undefined) this.#lastTurns.delete(oldest);
  }

  #leave(waiting: Waiting): boolean {
    const queue = this.#queues.get(waiting.project);
    if (queue?.delete(waiting) !== true) return false;
    if (queue.size === 0) this.#queues.delete(waiting.project);
    return true;
  }
}
