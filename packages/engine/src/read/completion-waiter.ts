import { TaskError, type TaskResult } from '@poppobuilder/core';
import { EventStream, type EventStreamParts } from './events/event-stream.ts';
import { latestCursor } from './events/latest-cursor.ts';
import { FINAL_STATES, type TaskState } from '../job/task-state.ts';
import { jobIdOf } from '../job/job-id.ts';
import type { StateData } from './attempts.ts';
import { resultOf } from './task-result.ts';
import { taskNotFound } from './task-not-found.ts';

interface Waiter {
  readonly resolve: (result: TaskResult) => void;
  readonly reject: (error: unknown) => void;
}

interface Watch {
  readonly controller: AbortController;
  /** Resolves when whatever ends from then on is told. */
  readonly isOpen: Promise<void>;
}

/** Waits for ends of tasks, with one look at the events for all that wait. */
export class CompletionWaiter {
  readonly #parts: EventStreamParts;
  readonly #waiters = new Map<string, Set<Waiter>>();
  #watch: Watch | undefined;

  constructor(parts: EventStreamParts) {
    this.#parts = parts;
    parts.closed.addEventListener('abort', () => this.#rejectAll(closedWhileWaiting()), { once: true });
  }

  /** The result of a task; rejects with its error, or `TASK_NOT_FOUND`. */
  async wait(taskId: string, signal?: AbortSignal): Promise<TaskResult> {
    signal?.throwIfAborted();
    if (this.#parts.closed.aborted) throw closedWhileWaiting();
    const { promise, resolve, reject } = Promise.withResolvers<TaskResult>();
    const waiter: Waiter = { resolve, reject };
    const onAbort = (): void => reject(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#add(taskId, waiter);
    try {
      this.#look(taskId).catch(reject);
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
    this.#watch ??= this.#begin();
  }

  #remove(taskId: string, waiter: Waiter): void {
    const waiters = this.#waiters.get(taskId);
    waiters?.delete(waiter);
    if (waiters?.size === 0) this.#waiters.delete(taskId);
    if (this.#waiters.size > 0) return;
    this.#watch?.controller.abort();
    this.#watch = undefined;
  }

  #begin(): Watch {
    const controller = new AbortController();
    const opened = Promise.withResolvers<void>();
    this.#follow(controller.signal, opened.resolve).catch((error: unknown) => this.#rejectAll(error));
    return { controller, isOpen: opened.promise };
  }

  async #follow(signal: AbortSignal, onOpen: () => void): Promise<void> {
    const after = await latestCursor(this.#parts, signal);
    onOpen();
    if (after === undefined) return;
    for await (const event of new EventStream(this.#parts, { after, kinds: ['state'], signal })) {
      const { taskId, state, data } = event;
      if (state !== undefined) this.#tell(taskId, state, data);
    }
  }

  /** What ended before the watch was open. */
  async #look(taskId: string): Promise<void> {
    await this.#watch?.isOpen;
    const { database, names } = this.#parts;
    const [row] = await database.retryWhileUnavailable(async () =>
      database.query<{ state: TaskState; data: StateData | null }>(
        `SELECT state, (SELECT data FROM ${names.own}.event
           WHERE job_id = $1 AND kind = 'state' ORDER BY sequence DESC LIMIT 1) AS data
         FROM ${names.own}.task WHERE job_id = $1`,
        [jobIdOf(taskId)],
      ),
    );
    if (row === undefined) throw taskNotFound(taskId);
    this.#tell(taskId, row.state, row.data);
  }

  #tell(taskId: string, state: TaskState, data: StateData | null | undefined): void {
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

/** The error of what waits when the engine is closed. */
export const closedWhileWaiting = (): TaskError =>
  new TaskError({
    code: 'DATABASE_UNAVAILABLE',
    message: 'The engine was closed while something was awaited. Tasks are not affected; ask another engine.',
  });
