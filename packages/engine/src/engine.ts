import type { PgBoss } from 'pg-boss';
import type { Database } from './database/database.ts';
import type { Signals } from './events/signals.ts';
import type { Queues } from './queues/queues.ts';
import type { Resources } from './resources.ts';
import type { NextOptions, Schedule, ScheduleOptions } from './schedules/schedule-options.ts';
import type { Scheduler } from './schedules/scheduler.ts';
import type { SchemaNames } from './schema/names.ts';
import type { NewTask, Submission, SubmitOptions, SubmitScope, Submitted } from './submit/submit-options.ts';
import type { Submitter } from './submit/submitter.ts';
import { Worker, type WorkOptions } from './work/worker.ts';

/** What an {@link Engine} is made of; `createEngine()` puts it together. */
export interface EngineParts {
  readonly boss: PgBoss;
  readonly database: Database;
  readonly names: SchemaNames;
  readonly queues: Queues;
  readonly signals: Signals;
  readonly submitter: Submitter;
  readonly scheduler: Scheduler;
  readonly lease: number;
  readonly onError: (error: unknown) => void;
  /** What is closed with it, in reverse order. */
  readonly resources: Resources;
}

/** Durable tasks on pg-boss and Postgres. */
export class Engine implements AsyncDisposable {
  readonly #parts: EngineParts;
  readonly #workers = new Set<Worker>();
  #closing: Promise<void> | undefined;

  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  /**
   * Takes a task in. It is there for good when this resolves.
   *
   * Rejects with `INVALID_TASK`, `UNKNOWN_TASK_TYPE`, `DATABASE_UNAVAILABLE`.
   */
  async submit(task: NewTask, options: SubmitOptions & SubmitScope = {}): Promise<Submitted> {
    const { transaction, ...rest } = options;
    const [submitted] = await this.#parts.submitter.submit([{ task, options: rest }], { transaction });
    return submitted as Submitted;
  }

  /** Takes many tasks in, all or none. Rejects as {@link Engine.submit} does. */
  async submitMany(submissions: readonly Submission[], scope: SubmitScope = {}): Promise<Submitted[]> {
    return this.#parts.submitter.submit(submissions, scope);
  }

  /**
   * Has tasks submitted at the times of a schedule, once per occurrence, by any engine that works; given again with the
   * same id, the schedule is changed, and what it waits for stays unless its times changed.
   *
   * Rejects with `INVALID_CONFIG`, `INVALID_TASK`, `UNKNOWN_TASK_TYPE`, `DATABASE_UNAVAILABLE`.
   */
  async schedule(options: ScheduleOptions): Promise<Schedule> {
    return this.#parts.scheduler.schedule(options);
  }

  /** All schedules, by their ids. Rejects with `INVALID_CONFIG`, `DATABASE_UNAVAILABLE`. */
  async schedules(options: NextOptions = {}): Promise<Schedule[]> {
    return this.#parts.scheduler.list(options);
  }

  /** A schedule with its next occurrences, if there is one. Rejects with `INVALID_CONFIG`, `DATABASE_UNAVAILABLE`. */
  async getSchedule(id: string, options: NextOptions = {}): Promise<Schedule | undefined> {
    return this.#parts.scheduler.get(id, options);
  }

  /** Lets no occurrence happen until it is resumed. Rejects with `TASK_NOT_FOUND`, `DATABASE_UNAVAILABLE`. */
  async pauseSchedule(id: string): Promise<Schedule> {
    return this.#parts.scheduler.pause(id);
  }

  /**
   * Goes on with the next occurrence; those of the pause are not made up for. Rejects with `TASK_NOT_FOUND`,
   * `DATABASE_UNAVAILABLE`.
   */
  async resumeSchedule(id: string): Promise<Schedule> {
    return this.#parts.scheduler.resume(id);
  }

  /** Removes a schedule; tasks that it submitted stay. Whether there was one. Rejects with `DATABASE_UNAVAILABLE`. */
  async unschedule(id: string): Promise<boolean> {
    return this.#parts.scheduler.remove(id);
  }

  /**
   * Submits a schedule's task now, also while it is paused, beside its occurrences. An overlap policy `skip` does not
   * hold it back.
   *
   * Rejects with `TASK_NOT_FOUND`, `INVALID_TASK`, `UNKNOWN_TASK_TYPE`, `DATABASE_UNAVAILABLE`.
   */
  async runScheduleNow(id: string): Promise<Submitted> {
    return this.#parts.scheduler.runNow(id);
  }

  /** Begins to work on tasks, and to take occurrences of schedules. Throws `INVALID_CONFIG`. */
  work(options: WorkOptions): Worker {
    const worker = new Worker(this.#parts, options);
    this.#workers.add(worker);
    this.#parts.scheduler.start();
    return worker;
  }

  /** Stops the workers and everything that belongs to the engine. */
  async close(): Promise<void> {
    this.#closing ??= this.#end();
    await this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #end(): Promise<void> {
    await Promise.all([...this.#workers].map(async (worker) => worker.stop()));
    await this.#parts.resources.close();
  }
}
