import type { TaskResult } from '@poppobuilder/core';
import type { EngineContext } from '../engine-context.ts';
import { jobIdOf } from '../job/job-id.ts';
import { taskNotFound } from '../job/task-not-found.ts';
import { FINAL_STATES, type TaskState } from '../job/task-state.ts';
import type { StateData } from './attempts.ts';
import { engineClosed } from './engine-closed.ts';
import { EventStream } from './events/event-stream.ts';
import { latestCursor } from './events/latest-cursor.ts';
import { resultOf } from './task-result.ts';

interface Waiter {
  readonly resolve: (result: TaskResult) => void;
  readonly reject: (error: unknown) => void;
}

interface Subscription {
  readonly controller: AbortController;
  /** Resolves when every later completion will be seen. */
  readonly isOpen: Promise<void>;
}

/** Waits for completions of tasks, with one subscription to the events for all waiters. */
export class CompletionWaiter {
  readonly #context: EngineContext;
  readonly #waiters = new Map<string, Set<Waiter>>();
  #subscription: Subscription | undefined;

  constructor(context: EngineContext) {
    this.#context = context;
    context.closing.addEventListener('abort', () => this.#rejectAll(engineClosed()), { once: true });
  }

  /** Resolves with the result of a task. Rejects with its error, or with `TASK_NOT_FOUND`. */
  async wait(taskId: string, signal?: AbortSignal): Promise<TaskResult> {
    signal?.throwIfAborted();
    if (this.#context.closing.aborted) throw engineClosed();
    const { promise, resolve, reject } = Promise.withResolvers<TaskResult>();
    const waiter: Waiter = { resolve, reject };
    const onAbort = (): void => reject(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#add(taskId, waiter);
    try {
      this.#checkState(taskId).catch(reject);
      return await promise;
    } finally {
      signal?.removeEventListener('abort', onAbort);
      this.#remove(taskId, waiter);
    }
  }

  #add(taskId: string, waiter: Waiter): void {
    const waiters = this.#waiters.get(taskId);
    if (waiters === undefined) this.#waiters.set(taskId, new Set([waiter]));
    else waiters.add(waiter);
    this.#subscription ??= this.#subscribe();
  }

  #remove(taskId: string, waiter: Waiter): void {
    const waiters = this.#waiters.get(taskId);
    waiters?.delete(waiter);
    if (waiters?.size === 0) this.#waiters.delete(taskId);
    if (this.#waiters.size > 0) return;
    this.#subscription?.controller.abort();
    this.#subscription = undefined;
  }

  #subscribe(): Subscription {
    const controller = new AbortController();
    const opened = Promise.withResolvers<void>();
    this.#follow(controller.signal, opened.resolve).catch((error: unknown) => this.#rejectAll(error));
    return { controller, isOpen: opened.promise };
  }

  async #follow(signal: AbortSignal, onOpen: () => void): Promise<void> {
    const after = await latestCursor(this.#context, signal);
    onOpen();
    if (after === undefined) return;
    for await (const event of new EventStream(this.#context, { after, kinds: ['state'], signal })) {
      const { taskId, state, data } = event;
      if (state !== undefined) this.#complete(taskId, state, data);
    }
  }

  /** Finds a completion from before the subscription. */
  async #checkState(taskId: string): Promise<void> {
    await this.#subscription?.isOpen;
    const { database, names } = this.#context;
    const [row] = await database.retryWhileUnavailable(async () =>
      database.query<{ state: TaskState; data: StateData | null }>(
        `SELECT state, (SELECT data FROM ${names.own}.event
           WHERE job_id = $1 AND kind = 'state' ORDER BY sequence DESC LIMIT 1) AS data
         FROM ${names.own}.task WHERE job_id = $1`,
        [jobIdOf(taskId)],
      ),
    );
    if (row === undefined) throw taskNotFound(taskId);
    this.#complete(taskId, row.state, row.data);
  }

  #complete(taskId: string, state: TaskState, data: StateData | null | undefined): void {
    const waiters = this.#waiters.get(taskId);
    if (waiters === undefined || !FINAL_STATES.has(state)) return;
    try {
      const result = resultOf(taskId, state, data);
      for (const { resolve } of waiters) resolve(result);
    } catch (error) {
      for (const { reject } of waiters) reject(error);
    }
  }

  #rejectAll(error: unknown): void {
    for (const waiters of this.#waiters.values()) for (const { reject } of waiters) reject(error);
  }
}
