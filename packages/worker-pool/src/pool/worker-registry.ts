import type { LaunchPlan } from '../host/worker-process.ts';
import { ProcessSnapshot } from '../tree/process-snapshot.ts';
import { measureMemory } from '../tree/tree-memory.ts';
import { PooledWorker } from './pooled-worker.ts';
import type { WorkerUsage } from './worker-usage.ts';

/** Options of a {@link WorkerRegistry}. */
export interface WorkerRegistryOptions {
  readonly maxWorkers: number;
  readonly minWorkers: number;
  /** In milliseconds. */
  readonly idleTimeout: number;
  readonly recycleAfter: number;
}

/** Between two pings of an idle worker. In milliseconds. */
const PING_INTERVAL = 5_000;

/**
 * The workers of a pool. One that is idle waits for the next task of its own key and no other; the one that was idle the
 * longest is stopped when a worker of another key needs its place.
 */
export class WorkerRegistry {
  readonly #options: WorkerRegistryOptions;
  readonly #workers = new Set<PooledWorker>();
  /** Idle workers, the longest idle first, and since when. */
  readonly #idle = new Map<PooledWorker, number>();
  /** Idle workers that have not answered the last ping. */
  readonly #unanswered = new Set<PooledWorker>();
  /** Keys for which a worker is being started ahead. */
  readonly #preparing = new Set<string>();
  /** Workers that are being planned. */
  #planned = 0;
  /** Settle when spare workers are idle, or could not be started. */
  readonly #spares = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #pingedAt = 0;
  #closed = false;

  constructor(options: WorkerRegistryOptions) {
    this.#options = options;
  }

  /** Workers that live, busy or idle, and those that will in a moment. */
  get size(): number {
    return this.#workers.size + this.#planned;
  }

  /** Returns how many workers have a task, how many wait for one, and the memory of all with everything that they started. */
  usage(): WorkerUsage {
    const snapshot = this.#workers.size === 0 ? undefined : new ProcessSnapshot();
    const members = [...this.#workers].flatMap(({ process }) =>
      snapshot === undefined ? [] : (process.tree?.look(snapshot) ?? []),
    );
    return {
      busy: this.#workers.size - this.#idle.size,
      idle: this.#idle.size,
      residentBytes: measureMemory(members, Number.POSITIVE_INFINITY),
    };
  }

  /** Acquires an idle worker of a key, if there is one; it may still be starting. */
  acquireIdle(key: string): PooledWorker | undefined {
    const idle = this.#idleOf(key);
    if (idle === undefined) return undefined;
    this.#idle.delete(idle);
    this.#unanswered.delete(idle);
    idle.process.hold(true);
    idle.served += 1;
    return idle;
  }

  /** Starts a worker for a task, in place of the one that was idle the longest when there are enough. */
  async start(key: string, plan: () => Promise<LaunchPlan>): Promise<PooledWorker> {
    const worker = await this.#counted(async () => {
      await this.#makeRoom();
      return this.#start(key, plan);
    });
    worker.served += 1;
    return worker;
  }

  /** Starts a worker ahead of the next task of a key, unless one is idle. */
  async prepare(key: string, plan: () => Promise<LaunchPlan>): Promise<void> {
    if (this.#closed || this.#preparing.has(key) || this.#idleOf(key) !== undefined) return;
    this.#preparing.add(key);
    const spare = this.#counted(() => this.#start(key, plan)).then((worker) => this.#addIdle(worker));
    this.#spares.add(spare);
    try {
      await spare;
    } finally {
      this.#spares.delete(spare);
      this.#preparing.delete(key);
    }
  }

  #idleOf(key: string): PooledWorker | undefined {
    let found: PooledWorker | undefined;
    for (const worker of this.#idle.keys()) if (worker.key === key) found = worker;
    return found;
  }

  /** Whether a worker's current task is the last it is given. */
  isAtItsLast({ served }: PooledWorker): boolean {
    return served >= this.#options.recycleAfter;
  }

  /** Releases a worker. Resolves when its place is free. */
  async release(worker: PooledWorker, isReusable: boolean): Promise<void> {
    const isSuperfluous = this.#idleOf(worker.key) !== undefined && this.size > this.#options.maxWorkers;
    if (
      isReusable &&
      worker.end === undefined &&
      !this.isAtItsLast(worker) &&
      !isSuperfluous &&
      !this.#closed
    ) {
      this.#addIdle(worker);
    } else {
      await this.#stop(worker);
    }
  }

  /** Stops the workers that have no task. */
  stopIdle(): void {
    for (const [worker] of this.#idle) void this.#stop(worker);
  }

  /** Ends all workers. Resolves when nothing of them is left. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#spares);
    clearInterval(this.#timer);
    await Promise.all([...this.#workers].map((worker) => this.#stop(worker)));
  }

  async #start(key: string, plan: () => Promise<LaunchPlan>): Promise<PooledWorker> {
    const worker = new PooledWorker(key, await plan(), {
      onPong: (answering) => this.#unanswered.delete(answering),
      onExit: (ended) => this.#forget(ended),
    });
    this.#workers.add(worker);
    return worker;
  }

  /** A worker that will be started counts from now on: those that are started at once must not be too many. */
  async #counted(start: () => Promise<PooledWorker>): Promise<PooledWorker> {
    this.#planned += 1;
    try {
      return await start();
    } finally {
      this.#planned -= 1;
    }
  }

  /** The worker holds the host until the next sweep: the next task often comes before that. */
  #addIdle(worker: PooledWorker): void {
    this.#idle.set(worker, performance.now());
    this.#timer ??= setInterval(() => this.#sweep(), Math.min(this.#options.idleTimeout / 2 + 10, 1_000));
    this.#timer.unref();
  }

  /** Stops the workers that were idle for too long, and those that do not answer. */
  #sweep(): void {
    const now = performance.now();
    const { idleTimeout, minWorkers } = this.#options;
    let superfluous = this.size - minWorkers;
    for (const [worker, since] of this.#idle) {
      if (superfluous <= 0 || now - since < idleTimeout) break;
      superfluous -= 1;
      void this.#stop(worker);
    }
    for (const [worker] of this.#idle) worker.process.hold(false);
    if (now - this.#pingedAt < PING_INTERVAL) return;
    this.#pingedAt = now;
    for (const worker of this.#unanswered) void this.#stop(worker);
    for (const [worker] of this.#idle) {
      if (!worker.isReady) continue;
      this.#unanswered.add(worker);
      worker.process.send({ type: 'ping' });
    }
    if (this.#idle.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #makeRoom(): Promise<void> {
    while (this.size > this.#options.maxWorkers) {
      const [longest] = this.#idle.keys();
      if (longest === undefined) return;
      await this.#stop(longest);
    }
  }

  async #stop(worker: PooledWorker): Promise<void> {
    this.#idle.delete(worker);
    this.#unanswered.delete(worker);
    await worker.process.kill();
    this.#forget(worker);
  }

  #forget(worker: PooledWorker): void {
    this.#workers.delete(worker);
    this.#idle.delete(worker);
    this.#unanswered.delete(worker);
  }
}
