import type { TaskResult } from '@poppobuilder/core';
import type { Database } from '../database/database.ts';
import type { EngineEvent, EventsOptions } from './events/engine-event.ts';
import { EventStream, type EventStreamParts } from './events/event-stream.ts';
import { parseEventsOptions } from './events/events-options.ts';
import { latestCursor } from './events/latest-cursor.ts';
import type { Signals } from '../database/signals.ts';
import type { SchemaNames } from '../schema/names.ts';
import { countTasks, type TaskTotals } from './count-tasks.ts';
import { closedWhileWaiting, CompletionWaiter } from './completion-waiter.ts';
import type { ListOptions, TaskPage } from './list-options.ts';
import { listTasks } from './list-tasks.ts';
import { readTask } from './read-task.ts';
import type { LogEntry, TaskDetails } from './task-details.ts';
import { type LogsOptions, readLogs } from './task-logs.ts';

/** What a {@link History} works with. */
export interface HistoryParts {
  readonly database: Database;
  readonly names: SchemaNames;
  readonly signals: Signals;
}

/** What can be read of tasks, and followed. */
export class History {
  readonly #closing = new AbortController();
  readonly #parts: EventStreamParts;
  readonly #endings: CompletionWaiter;

  constructor(parts: HistoryParts) {
    this.#parts = { ...parts, closed: this.#closing.signal };
    this.#endings = new CompletionWaiter(this.#parts);
  }

  /** Throws `INVALID_TASK`. */
  events(options: EventsOptions = {}): AsyncIterable<EngineEvent> {
    return new EventStream(this.#parts, parseEventsOptions(options));
  }

  async latestCursor(): Promise<string> {
    const cursor = await latestCursor(this.#parts, this.#closing.signal);
    if (cursor === undefined) throw closedWhileWaiting();
    return cursor;
  }

  async wait(taskId: string, signal?: AbortSignal): Promise<TaskResult> {
    return this.#endings.wait(taskId, signal);
  }

  async get(taskId: string): Promise<TaskDetails> {
    return readTask(this.#parts, taskId);
  }

  async logs(taskId: string, options?: LogsOptions): Promise<LogEntry[]> {
    return readLogs(this.#parts, taskId, options);
  }

  async list(options?: ListOptions): Promise<TaskPage> {
    return listTasks(this.#parts, options);
  }

  async counts(): Promise<TaskTotals> {
    return countTasks(this.#parts);
  }

  /** Ends all iterations; what waits rejects. */
  close(): void {
    this.#closing.abort();
  }
}
