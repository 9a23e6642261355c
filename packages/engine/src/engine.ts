import type { PgBoss } from 'pg-boss';
import type { Database } from './database/database.ts';
import type { Signals } from './events/signals.ts';
import type { ProjectPolicies } from './flow-control/project-policy.ts';
import type { Queues } from './queues/queues.ts';
import type { Resources } from './resources.ts';
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
  readonly projects: ProjectPolicies;
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

  /** Begins to work on tasks. Throws `INVALID_CONFIG`. */
  work(options: WorkOptions): Worker {
    const worker = new Worker(this.#parts, options);
    this.#workers.add(worker);
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
