import { TaskError } from '@poppobuilder/core';
import { keepEnd, deserializeTaskError } from '@poppobuilder/core/runner-kit';
import type { WorkerMessage } from '../protocol/messages.ts';
import {
  ANSWER_TIMEOUT,
  expectLoaded,
  type LaunchPlan,
  type WorkerEnd,
  WorkerProcess,
} from '../host/worker-process.ts';

/** A worker of one key, with what the shelf knows about it. */
export interface PooledWorker {
  readonly key: string;
  readonly process: WorkerProcess;
  /** Tasks that it was given. */
  served: number;
  /** Resolves when it can take a task. Rejects with a `TaskError` when it ended before. */
  readonly ready: Promise<void>;
  isReady: boolean;
  /** Set when nothing of it is left. */
  end: WorkerEnd | undefined;
  /** Gets the messages about a task. */
  onMessage: (message: WorkerMessage) => void;
  /** Told when it has ended. Not a promise: each task would add to what that keeps as long as the worker lives. */
  onEnd: (end: WorkerEnd) => void;
}

/** What the shelf keeps to. */
export interface WorkerRegistryOptions {
  readonly maxWorkers: number;
  readonly minWorkers: number;
  /** Milliseconds. */
  readonly idleTimeout: number;
  readonly recycleAfter: number;
}

/** Milliseconds between two questions to idle workers whether they still answer. */
const HEALTH_INTERVAL = 5_000;

/**
 * The workers of a pool. One that is idle waits for the next task of its own key and no other; the one that was idle the
 * longest goes when a worker of another key needs its place.
 */
export class WorkerRegistry {
  readonly #options: WorkerRegistryOptions;
  readonly #workers = new Set<PooledWorker>();
  /** Idle workers, the longest idle first, and since when. */
  readonly #idle = new Map<PooledWorker, number>();
  readonly #unanswered = new Set<PooledWorker>();
  /** Keys for which a worker is being started ahead. */
  readonly #preparing = new Set<string>();
  /** Workers that are being planned. */
  #planned = 0;
  /** Settle when spare workers are idle, or could not be started. */
  readonly #spares = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #askedAt = 0;
  #closed = false;

  constructor(options: WorkerRegistryOptions) {
    this.#options = options;
  }

  /** Workers that live, busy or idle, and those that will in a moment. */
  get size(): number {
    return this.#workers.size + this.#planned;
  }

  /** Takes an idle worker of a key, when there is one; it may still be starting. */
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
    const spare = this.#counted(() => this.#start(key, plan)).then((worker) => this.#rest(worker));
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

  /** Gives a worker back. Resolves when its place is free. */
  async release(worker: PooledWorker, isUsable: boolean): Promise<void> {
    const isSuperfluous = this.#idleOf(worker.key) !== undefined && this.size > this.#options.maxWorkers;
    if (
      isUsable &&
      worker.end === undefined &&
      !this.isAtItsLast(worker) &&
      !isSuperfluous &&
      !this.#closed
    ) {
      this.#rest(worker);
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
    const planned = await plan();
    const process = new WorkerProcess(planned);
    const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
    const worker: PooledWorker = {
      key,
      process,
      served: 0,
      ready,
      isReady: false,
      end: undefined,
      onMessage: () => undefined,
      onEnd: () => undefined,
    };
    ready.catch(() => undefined);
    let broken: TaskError | undefined;
    let answered = process.expectAnswer(ANSWER_TIMEOUT, `it was not ready within ${ANSWER_TIMEOUT} ms`);
    process.onMessage = (message) => {
      if (message[0] === 'ready') {
        answered();
        worker.isReady = true;
        resolve();
      } else if (message[0] === 'loading') {
        answered();
        answered = expectLoaded(process, planned, message[1]);
      } else if (message[0] === 'broken') broken = deserializeTaskError(message[1]);
      else if (message[0] === 'pong') this.#unanswered.delete(worker);
      worker.onMessage(message);
    };
    this.#workers.add(worker);
    const finish = async (): Promise<void> => {
      const end = await process.ended;
      answered();
      worker.end = end;
      this.#forget(worker);
      reject(broken ?? notStarted(end));
      worker.onEnd(end);
    };
    void finish();
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

  /** It lets go of the host only when it is looked at: the next task often comes before that. */
  #rest(worker: PooledWorker): void {
    this.#idle.set(worker, performance.now());
    this.#timer ??= setInterval(() => this.#lookAfter(), Math.min(this.#options.idleTimeout / 2 + 10, 1_000));
    this.#timer.unref();
  }

  /** Stops those that were idle for long, and those that do not answer. */
  #lookAfter(): void {
    const now = performance.now();
    const { idleTimeout, minWorkers } = this.#options;
    let superfluous = this.size - minWorkers;
    for (const [worker, since] of this.#idle) {
      if (superfluous <= 0 || now - since < idleTimeout) break;
      superfluous -= 1;
      void this.#stop(worker);
    }
    for (const [worker] of this.#idle) worker.process.hold(false);
    if (now - this.#askedAt < HEALTH_INTERVAL) return;
    this.#askedAt = now;
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

function notStarted({ problem, exitCode, signal, stderr }: WorkerEnd): TaskError {
  const how = problem ?? (signal === undefined ? `it exited with code ${exitCode}` : `${signal} ended it`);
  const told =
    stderr.trimEnd() === '' ? '' : ` Its standard error ends with: ${keepEnd(stderr.trimEnd(), 1_000)}`;
  return new TaskError({
    code: 'WORKER_CRASHED',
    message: `The worker process ended before it could take the task: ${how}.${told}`,
  });
}
