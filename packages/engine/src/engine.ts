import type { PgBoss } from 'pg-boss';
import type { Database } from './database/database.ts';
import type { Signals } from './events/signals.ts';
import type { FlowTask, FlowView, NewFlow, SubmittedFlow } from './flows/flow-options.ts';
import { Flows } from './flows/flows.ts';
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
  readonly lease: number;
  readonly onError: (error: unknown) => void;
  /** What is closed with it, in reverse order. */
  readonly resources: Resources;
}

/** Durable tasks on pg-boss and Postgres. */
export class Engine implements AsyncDisposable {
  readonly #parts: EngineParts;
  readonly #flows: Flows;
  readonly #workers = new Set<Worker>();
  #closing: Promise<void> | undefined;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#flows = new Flows(parts);
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
   * Takes tasks in that depend on each other, all or none. Rejects with `INVALID_TASK` (also for circles),
   * `UNKNOWN_TASK_TYPE`, `DATABASE_UNAVAILABLE`.
   */
  async submitFlow(flow: NewFlow, scope: SubmitScope = {}): Promise<SubmittedFlow> {
    return this.#flows.submit(flow, scope);
  }

  /** Adds tasks to a flow; names that it has already stay as they are. Rejects as {@link Engine.submitFlow} does. */
  async addToFlow(
    id: string,
    tasks: Readonly<Record<string, FlowTask>>,
    scope: SubmitScope = {},
  ): Promise<SubmittedFlow> {
    return this.#flows.add(id, tasks, scope);
  }

  /** How a flow stands. Undefined when there is none. */
  async flow(id: string): Promise<FlowView | undefined> {
    return this.#flows.view(id);
  }

  /** Cancels all tasks of a flow that have not ended. Rejects with `TASK_NOT_FOUND`. */
  async cancelFlow(id: string, options: { readonly reason?: string | undefined } = {}): Promise<void> {
    await this.#flows.cancel(id, options);
  }

  /** Begins to work on tasks. Throws `INVALID_CONFIG`. */
  work(options: WorkOptions): Worker {
    const worker = new Worker({ ...this.#parts, flows: this.#flows }, options);
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
