import type { Readable, Writable } from 'node:stream';
import { Accounts } from './accounts/accounts.ts';
import { Claims } from './claims/claims.ts';
import type { ConsumeOptions } from './consumer/consume-options.ts';
import { parseConsumeOptions } from './consumer/consume-schema.ts';
import { Consumer } from './consumer/consumer.ts';
import { DeadLetters } from './control/dead-letters.ts';
import type { EngineContext } from './engine-context.ts';
import { FlowSubmitter } from './flows/flow-submitter.ts';
import { Flows } from './flows/flows.ts';
import { History } from './history/history.ts';
import { Holds } from './holds/holds.ts';
import type { NewTask } from './job/new-task.ts';
import { Events } from './read/events/events.ts';
import { Notices } from './notices/notices.ts';
import type { Resources } from './resources.ts';
import { Schedules } from './schedules/schedules.ts';
import { Spending } from './spending/spending.ts';
import type { Submission, SubmitOptions, SubmitScope, Submitted } from './submit/submit-options.ts';
import { parseSubmissions, parseSubmitScope, splitSubmitOptions } from './submit/submit-schema.ts';
import type { Submitter } from './submit/submitter.ts';
import { EngineState } from './state/engine-state.ts';
import { Tasks } from './tasks.ts';
import { exportEngine } from './transfer/export-engine.ts';
import { importEngine } from './transfer/import-engine.ts';
import {
  type ExportOptions,
  type ImportOptions,
  parseExport,
  parseImport,
  type TransferSummary,
} from './transfer/transfer-options.ts';

/**
 * What `createEngine()` makes an {@link Engine} of.
 *
 * @internal
 */
export interface EngineParts {
  readonly submitter: Submitter;
  /** Work that starts with the first consumer. */
  readonly background: readonly { start(): void }[];
  /** Everything to close with the engine, in reverse order. */
  readonly resources: Resources;
}

/** Durable tasks on pg-boss and Postgres. */
export class Engine implements AsyncDisposable {
  /** Reads, cancels and retries tasks, and waits for them. */
  readonly tasks: Tasks;
  /** Submits, reads and cancels tasks that depend on each other. */
  readonly flows: Flows;
  /** Submits tasks at set times. */
  readonly schedules: Schedules;
  /** Keeps tasks from starting, with a reason. */
  readonly holds: Holds;
  /** The accounts that tasks use, and how much of their limits is left. */
  readonly accounts: Accounts;
  /** Lists and retries tasks that failed for good. */
  readonly deadLetters: DeadLetters;
  /** Streams what happens to tasks. */
  readonly events: Events;
  /** Claims of running tasks on issues and pull requests. */
  readonly claims: Claims;
  /** What attempts of tasks spend. */
  readonly spending: Spending;
  /** How many tasks ended, how long they ran, and what was spent. */
  readonly history: History;
  /** State of projects, for the option `state` of runners. */
  readonly state: EngineState;
  /** Messages to deliver, each once. */
  readonly notices: Notices;
  readonly #context: EngineContext;
  readonly #parts: EngineParts;
  readonly #flowSubmitter: FlowSubmitter;
  readonly #consumers = new Set<Consumer>();
  #closing: Promise<void> | undefined;

  /** @internal */
  constructor(context: EngineContext, parts: EngineParts) {
    this.#context = context;
    this.#parts = parts;
    this.#flowSubmitter = new FlowSubmitter(context.names, parts.submitter);
    this.tasks = new Tasks(context);
    this.flows = new Flows(context, this.#flowSubmitter);
    this.schedules = new Schedules(context, parts.submitter);
    this.holds = new Holds(context);
    this.accounts = new Accounts(context);
    this.deadLetters = new DeadLetters(context);
    this.events = new Events(context);
    this.claims = new Claims(context);
    this.spending = new Spending(context);
    this.history = new History(context);
    this.state = new EngineState(context);
    this.notices = new Notices(context);
  }

  /**
   * Submits a task. It is stored durably when this resolves.
   *
   * Rejects with `INVALID_TASK`, `UNKNOWN_TASK_TYPE`, `DATABASE_UNAVAILABLE`.
   */
  async submit(task: NewTask, options: SubmitOptions & SubmitScope = {}): Promise<Submitted> {
    const { scope, options: rest } = splitSubmitOptions(options);
    const [submitted] = await this.#parts.submitter.submit([{ task, options: rest }], scope);
    return submitted as Submitted;
  }

  /** Submits many tasks: all of them or none. Rejects as {@link Engine.submit} does. */
  async submitMany(submissions: readonly Submission[], scope: SubmitScope = {}): Promise<Submitted[]> {
    const parsed = parseSubmitScope(scope, 'submitMany()');
    return this.#parts.submitter.submit(parseSubmissions(submissions), parsed);
  }

  /**
   * Starts to run tasks. The engine then also processes schedules and deletes old tasks. Throws `INVALID_CONFIG`.
   */
  consume(options: ConsumeOptions): Consumer {
    const parts = {
      claims: this.claims,
      flows: this.#flowSubmitter,
      holds: this.holds,
      submitter: this.#parts.submitter,
    };
    const consumer = new Consumer(this.#context, parts, parseConsumeOptions(options));
    this.#consumers.add(consumer);
    for (const background of this.#parts.background) background.start();
    return consumer;
  }

  /**
   * Writes tasks, history and schedules as lines of JSON, as of one moment, and ends the stream. Stop all consumers first:
   * the export has nothing of what they do afterwards.
   *
   * Rejects with `INVALID_CONFIG` (tasks are running), `COMPONENT_FAILED` (the stream cannot be written), `TASK_CANCELLED`
   * (by the signal), `DATABASE_UNAVAILABLE`.
   */
  async exportTo(writable: Writable, options: ExportOptions = {}): Promise<TransferSummary> {
    return exportEngine(this.#context, ...parseExport(writable, options));
  }

  /**
   * Imports what {@link Engine.exportTo} wrote, completely or not at all, into an engine without tasks, history and
   * schedules. Tasks that were running wait for another start. Cursors of the exported events are not valid here.
   *
   * Rejects with `INVALID_CONFIG` (the engine is not empty, or the export is damaged or from a newer version),
   * `TASK_CANCELLED` (by the signal), `DATABASE_UNAVAILABLE`.
   */
  async importFrom(readable: Readable, options: ImportOptions = {}): Promise<TransferSummary> {
    return importEngine(this.#context, ...parseImport(readable, options));
  }

  /** Stops all consumers and closes everything that belongs to the engine. */
  async close(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#consumers].map(async (consumer) => consumer.stop()));
    await this.#parts.resources.close();
  }
}
