import type { TaskEvents, TaskRunner } from '@poppobuilder/core';
import type { Database } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';

/** Milliseconds in which lines are gathered before they are written together. */
const GATHER = 50;
/** Lines of one attempt that are kept; a task in an endless loop must not fill the disk. */
const MOST_LINES = 10_000;
/** Lines that wait for a database that is away. */
const MOST_WAITING = 20_000;

interface Line {
  readonly job: string;
  readonly kind: 'log' | 'progress';
  readonly attempt: number;
  readonly at: string;
  readonly data: unknown;
}

/** An attempt whose progress and output is written down. */
export interface RecordedAttempt {
  readonly jobId: string;
  readonly attempt: number;
}

/** Options of a {@link Recorder}. */
export interface RecorderOptions {
  readonly database: Database;
  readonly names: SchemaNames;
  readonly runner: TaskRunner;
  /** The attempt of a task that runs here. */
  readonly find: (taskId: string) => RecordedAttempt | undefined;
  readonly onWritten: () => void;
  readonly onError: (error: unknown) => void;
}

/** Writes progress and log lines of running tasks into the history, some together. The runner has masked them. */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #counts = new WeakMap<RecordedAttempt, number>();
  #lines: Line[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: RecorderOptions) {
    this.#options = options;
    options.runner.on('progress', this.#onProgress);
    options.runner.on('log', this.#onLog);
  }

  /** Resolves when all that was heard before is written, or could not be. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lines = this.#lines;
    this.#lines = [];
    if (lines.length > 0) this.#writing = this.#writing.then(() => this.#write(lines));
    await this.#writing;
  }

  /** Whether anything waits to be written. */
  get hasNews(): boolean {
    return this.#lines.length > 0;
  }

  async close(): Promise<void> {
    this.#options.runner.off('progress', this.#onProgress);
    this.#options.runner.off('log', this.#onLog);
    await this.flush();
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
    if (attempt === undefined || this.#lines.length >= MOST_WAITING) return;
    const count = (this.#counts.get(attempt) ?? 0) + 1;
    this.#counts.set(attempt, count);
    if (count > MOST_LINES) return;
    const isLast = count === MOST_LINES;
    const told = isLast
      ? { level: 'warn', message: `Further lines are not kept: this attempt has ${MOST_LINES}.` }
      : data;
    this.#lines.push({
      job: attempt.jobId,
      kind: isLast ? 'log' : kind,
      attempt: attempt.attempt,
      at: new Date().toISOString(),
      data: told,
    });
    this.#timer ??= setTimeout(() => void this.flush(), GATHER);
  }

  async #write(lines: readonly Line[]): Promise<void> {
    const { database, names, onWritten, onError } = this.#options;
    try {
      // NUL can be in no text of Postgres.
      const json = JSON.stringify(lines).replaceAll(String.raw`\u0000`, String.raw`\ufffd`);
      await database.query(
        `INSERT INTO ${names.own}.event (job_id, kind, attempt, at, data)
         SELECT job, kind, attempt, at, data FROM json_to_recordset($1::text::json)
           AS line (job uuid, kind text, attempt int, at timestamptz, data jsonb)`,
        [json],
      );
      onWritten();
    } catch (error) {
      onError(error);
    }
  }
}
