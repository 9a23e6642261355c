import { TaskError } from '@poppobuilder/core';
import { deserializeTaskError, keepEnd } from '@poppobuilder/core/runner-kit';
import {
  ANSWER_TIMEOUT,
  expectLoaded,
  type LaunchPlan,
  type WorkerEnd,
  WorkerProcess,
} from '../host/worker-process.ts';
import type { WorkerMessage } from '../protocol/messages.ts';

/** Receives what a worker sends while it has a task. */
export interface TaskListener {
  onMessage(message: WorkerMessage): void;
  /** Receives what the worker's own code prints. */
  onOutput(text: string, stream: 'stdout' | 'stderr'): void;
  /** Called when the worker has ended, whether before or after the listener was attached. */
  onEnd(end: WorkerEnd): void;
}

/** What a worker reports to the registry that owns it. */
export interface PooledWorkerOwner {
  /** Called when the worker answers a ping. */
  onPong(worker: PooledWorker): void;
  /** Called when nothing of the worker is left. */
  onExit(worker: PooledWorker): void;
}

/** A worker of one key: it runs one task after the other. */
export class PooledWorker {
  readonly key: string;
  readonly process: WorkerProcess;
  /** Resolves when the worker can take a task. Rejects with a `TaskError` when it ended before. */
  readonly ready: Promise<void>;
  /** Tasks that the worker was given. */
  served = 0;
  readonly #plan: LaunchPlan;
  readonly #owner: PooledWorkerOwner;
  readonly #readiness = Promise.withResolvers<void>();
  /** Stops the clock of the answer that the worker owes while it starts. */
  #answered: () => void;
  #isReady = false;
  #broken: TaskError | undefined;
  #end: WorkerEnd | undefined;
  /** No promise of its end: each task would add to what that holds as long as the worker lives. */
  #listener: TaskListener | undefined;

  constructor(key: string, plan: LaunchPlan, owner: PooledWorkerOwner) {
    this.key = key;
    this.#plan = plan;
    this.#owner = owner;
    this.ready = this.#readiness.promise;
    this.ready.catch(() => undefined);
    this.process = new WorkerProcess(plan, {
      onMessage: (message) => this.#receive(message),
      onOutput: (text, stream) => this.#listener?.onOutput(text, stream),
    });
    this.#answered = this.process.expectAnswer(
      ANSWER_TIMEOUT,
      `it was not ready within ${ANSWER_TIMEOUT} ms`,
    );
    void this.process.ended.then((end) => this.#onExit(end));
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** How the worker ended; absent as long as it lives. */
  get end(): WorkerEnd | undefined {
    return this.#end;
  }

  /** Hands a listener what the worker sends. Returns what detaches it. */
  attach(listener: TaskListener): () => void {
    this.#listener = listener;
    if (this.#end !== undefined) listener.onEnd(this.#end);
    return () => {
      this.#listener = undefined;
    };
  }

  #receive(message: WorkerMessage): void {
    if (message[0] === 'ready') {
      this.#answered();
      this.#isReady = true;
      this.#readiness.resolve();
    } else if (message[0] === 'loading') {
      this.#answered();
      this.#answered = expectLoaded(this.process, this.#plan, message[1]);
    } else if (message[0] === 'broken') {
      this.#broken = deserializeTaskError(message[1]);
    } else if (message[0] === 'pong') {
      this.#owner.onPong(this);
    }
    this.#listener?.onMessage(message);
  }

  #onExit(end: WorkerEnd): void {
    this.#answered();
    this.#end = end;
    this.#owner.onExit(this);
    this.#readiness.reject(this.#broken ?? notStarted(end));
    this.#listener?.onEnd(end);
  }
}

function notStarted({ problem, exitCode, signal, stderr }: WorkerEnd): TaskError {
  const how = problem ?? (signal === undefined ? `it exited with code ${exitCode}` : `${signal} ended it`);
  const written = stderr.trimEnd();
  const shown = written === '' ? '' : ` Its standard error ends with: ${keepEnd(written, 1_000)}`;
  return new TaskError({
    code: 'WORKER_CRASHED',
    message: `The worker process ended before it could take the task: ${how}.${shown}`,
  });
}
