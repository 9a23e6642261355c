import { TaskError, type TaskEvents, type TaskRunner } from '@poppobuilder/core';
import { retryUntilAborted } from '../database/retry-until-aborted.ts';
import type { EngineContext } from '../engine-context.ts';
import { readPart, type TranscriptContent } from '../transcripts/transcript-part.ts';
import { LogEntryClock } from './log-entry-clock.ts';
import { LogEntryWriter, type PendingEntry } from './log-entry-writer.ts';

/** How long entries are collected before they are written together. In milliseconds. */
const BATCH_WINDOW = 50;
/** How many entries of an attempt are kept: a task in an endless loop must not fill the disk. */
const MAX_ENTRIES = 10_000;
/** How much of the entries of an attempt is kept, and as much of its transcript. In characters of JSON, as all sizes here. */
const ROOM = 48 * 1_024 * 1_024;
/** What each part of a transcript counts in addition. */
const PART_SIZE = 1_024;
/** How much waits for an unavailable database. */
const MAX_WAITING_SIZE = 64 * 1_024 * 1_024;
const LOG_ENDS = {
  level: 'warn',
  message: `Further log entries are dropped: this attempt has ${MAX_ENTRIES}, or 48 MiB of them.`,
};
const TRANSCRIPT_ENDS: TranscriptContent = {
  kind: 'text',
  text: 'Further parts of the transcript are dropped: this attempt has 48 MiB.',
};
/** How many entries wait for an unavailable database. */
const MAX_WAITING = 20_000;

/** What is kept of the entries of an attempt. */
interface Kept {
  count: number;
  size: number;
}

/** An attempt whose progress and log are recorded. */
export interface RecordedAttempt {
  readonly jobId: string;
  readonly attempt: number;
}

/** Options of {@link Recorder}. */
export interface RecorderOptions extends Pick<EngineContext, 'database' | 'names' | 'onError'> {
  readonly runner: Pick<TaskRunner, 'on' | 'off'>;
  /** Returns the attempt of a task that runs in this process. */
  readonly find: (taskId: string) => RecordedAttempt | undefined;
  readonly onWritten: () => void;
}

/**
 * Writes progress and log entries of running tasks into the history, in batches. The runner has masked them. They wait while
 * the database is unavailable.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #writer: LogEntryWriter;
  readonly #clock = new LogEntryClock();
  readonly #kept = new WeakMap<RecordedAttempt, Kept>();
  readonly #room = new WeakMap<RecordedAttempt, number>();
  readonly #closing = new AbortController();
  /** Size of what is not known to be written. */
  #waitingSize = 0;
  #wasFull = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#writer = new LogEntryWriter(options);
    options.runner.on('progress', this.#onProgress);
    options.runner.on('log', this.#onLog);
  }

  /** Resolves when everything received so far is written. Rejects when that has to be repeated; the entries wait then. */
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

  /** Records that the result of a task is that of an earlier one. */
  addHit(taskId: string, from: string): void {
    this.#add(taskId, 'progress', {
      stage: 'cache',
      message: `The result is that of the task ${from}.`,
      data: { from },
    });
  }

  readonly #onProgress = ({ task, stage, message, data }: TaskEvents['progress']): void => {
    const part = readPart(data);
    if (part === undefined)
      this.#add(task.id, 'progress', { stage, message, ...(data === undefined ? {} : { data }) });
    else this.#addPart(task.id, part);
  };

  readonly #onLog = ({ task, level, message, stream }: TaskEvents['log']): void =>
    this.#add(task.id, 'log', { level, message, ...(stream === undefined ? {} : { stream }) });

  #add(taskId: string, kind: PendingEntry['kind'], data: unknown): void {
    const attempt = this.#options.find(taskId);
    if (attempt === undefined || this.#isFull()) return;
    const kept = this.#kept.get(attempt) ?? { count: 0, size: 0 };
    this.#kept.set(attempt, kept);
    if (isEnough(kept)) return;
    const size = JSON.stringify(data).length;
    kept.count += 1;
    kept.size += size;
    if (isEnough(kept)) this.#write(attempt, 'log', LOG_ENDS);
    else this.#write(attempt, kind, data, size);
  }

  /** Parts are counted apart: an agent that works for long must not end the log of its task. */
  #addPart(taskId: string, part: TranscriptContent): void {
    const attempt = this.#options.find(taskId);
    if (attempt === undefined || this.#isFull()) return;
    const room = this.#room.get(attempt) ?? ROOM;
    const size = JSON.stringify(part).length;
    if (room <= 0) return;
    this.#room.set(attempt, room - size - PART_SIZE);
    if (room - size - PART_SIZE <= 0) this.#write(attempt, 'transcript', TRANSCRIPT_ENDS);
    else this.#write(attempt, 'transcript', part, size);
  }

  #write({ jobId, attempt }: RecordedAttempt, kind: PendingEntry['kind'], data: unknown, size = 0): void {
    this.#waitingSize += size;
    this.#writer.add({ job: jobId, kind, attempt, at: this.#clock.next(), data }, size);
    this.#timer ??= setTimeout(() => void this.#writeBatch(), BATCH_WINDOW);
  }

  #isFull(): boolean {
    const isFull = this.#writer.waiting >= MAX_WAITING || this.#waitingSize > MAX_WAITING_SIZE;
    if (isFull && !this.#wasFull) this.#options.onError(tooManyWaiting());
    this.#wasFull = isFull;
    return isFull;
  }

  async #writeBatch(): Promise<void> {
    const { database, onError } = this.#options;
    const size = this.#waitingSize;
    try {
      await retryUntilAborted(database, async () => this.write(), this.#closing.signal);
    } catch (error) {
      onError(error);
    }
    this.#waitingSize -= size;
    this.#timer = undefined;
    if (this.#writer.waiting > 0 && !this.#closing.signal.aborted) {
      this.#timer = setTimeout(() => void this.#writeBatch(), BATCH_WINDOW);
    }
  }
}

const isEnough = ({ count, size }: Kept): boolean => count >= MAX_ENTRIES || size >= ROOM;

const tooManyWaiting = (): TaskError =>
  new TaskError({
    code: 'DATABASE_UNAVAILABLE',
    message: `${MAX_WAITING} log entries of running tasks, or 64 MiB of them, wait for the database. Further ones are dropped until it is available again.`,
  });
