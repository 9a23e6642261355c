import { TaskError, type TaskEvents, type TaskRunner } from '@poppobuilder/core';
import type { Database } from '../database/database.ts';
import { retryUntilAborted } from '../database/retry-until-aborted.ts';
import type { SchemaNames } from '../schema/names.ts';
import { LogEntryClock } from './log-entry-clock.ts';
import { type Line, LogEntryWriter } from './log-entry-writer.ts';

/** Milliseconds in which lines are gathered before they are written together. */
const GATHER = 50;
/** Lines of one attempt that are kept; a task in an endless loop must not fill the disk. */
const MAX_LOG_ENTRIES = 10_000;
/** Lines that wait for a database that is away. */
const MAX_WAITING = 20_000;

/** An attempt whose progress and output is written down. */
export interface RecordedAttempt {
  readonly jobId: string;
  readonly attempt: number;
}

/** Options of a {@link Recorder}. */
export interface RecorderOptions {
  readonly database: Database;
  readonly names: SchemaNames;
  readonly runner: Pick<TaskRunner, 'on' | 'off'>;
  /** The attempt of a task that runs here. */
  readonly find: (taskId: string) => RecordedAttempt | undefined;
  readonly onWritten: () => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Writes progress and log lines of running tasks into the history, some together. The runner has masked them. What cannot
 * be written because the database is away waits for it.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #writer: LogEntryWriter;
  readonly #clock = new LogEntryClock();
  readonly #counts = new WeakMap<RecordedAttempt, number>();
  readonly #closing = new AbortController();
  #wasFull = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#writer = new LogEntryWriter(options);
    options.runner.on('progress', this.#onProgress);
    options.runner.on('log', this.#onLog);
  }

  /** Resolves when all that was heard before is written. Rejects when that has to be asked for again; it waits meanwhile. */
  async write(): Promise<void> {
    await this.#writer.write();
  }

  /** Writes what waits, if that is possible now. */
  async close(): Promise<void> {
    this.#options.runner.off('progress', this.#onProgress);
    this.#options.runner.off('log', this.#onLog);
    this.#closing.abort();
    clearTimeout(this.#timer);
    await this.write().catch(this.#options.onError);
  }

  /** Writes down that a result came from an earlier task. */
  hit(taskId: string, from: string): void {
    this.#add(taskId, 'progress', {
      stage: 'cache',
      message: `The result is that of the task ${from}.`,
      data: { from },
    });
  }

  readonly #onProgress = ({ task, stage, message, data }: TaskEvents['progress']): void =>
    this.#add(task.id, 'progress', { stage, message, ...(data === undefined ? {} : { data }) });

  readonly #onLog = ({ task, level, message, stream }: TaskEvents['log']): void =>
    this.#add(task.id, 'log', { level, message, ...(stream === undefined ? {} : { stream }) });

  #add(taskId: string, kind: Line['kind'], data: unknown): void {
    const attempt = this.#options.find(taskId);
    if (attempt === undefined || this.#isFull()) return;
    const count = (this.#counts.get(attempt) ?? 0) + 1;
    this.#counts.set(attempt, count);
    if (count > MAX_LOG_ENTRIES) return;
    const isLast = count === MAX_LOG_ENTRIES;
    const told = isLast
      ? { level: 'warn', message: `Further lines are not kept: this attempt has ${MAX_LOG_ENTRIES}.` }
      : data;
    this.#writer.add({
      job: attempt.jobId,
      kind: isLast ? 'log' : kind,
      attempt: attempt.attempt,
      at: this.#clock.next(),
      data: told,
    });
    this.#timer ??= setTimeout(() => void this.#writeSoon(), GATHER);
  }

  #isFull(): boolean {
    const isFull = this.#writer.waiting >= MAX_WAITING;
    if (isFull && !this.#wasFull) this.#options.onError(tooMany());
    this.#wasFull = isFull;
    return isFull;
  }

  async #writeSoon(): Promise<void> {
    const { database, onError } = this.#options;
    try {
      await retryUntilAborted(database, async () => this.write(), this.#closing.signal);
    } catch (error) {
      onError(error);
    }
    this.#timer = undefined;
    if (this.#writer.waiting > 0 && !this.#closing.signal.aborted)
      this.#timer = setTimeout(() => void this.#writeSoon(), GATHER);
  }
}

const tooMany = (): TaskError =>
  new TaskError({
    code: 'DATABASE_UNAVAILABLE',
    message: `${MAX_WAITING} lines of running tasks wait for the database. Those that follow are left out of the history until it is back.`,
  });
