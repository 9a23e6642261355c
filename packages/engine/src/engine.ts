import type { Readable, Writable } from 'node:stream';
import type { PgBoss } from 'pg-boss';
import type { TaskResult } from '@poppobuilder/core';
import { parseArgument } from '@poppobuilder/core/runner-kit';
import { cancelFlowSchema, cancelSchema, retrySchema, waitSchema } from './control/control-options.ts';
import { parseId } from './arguments/ids.ts';
import type { Claims } from './claims/claims.ts';
import { type CancelTaskOptions, Canceller, type ControlledTask } from './control/canceller.ts';
import {
  type DeadLetter,
  type DeadLetterOptions,
  DeadLetters,
  type RedriveOptions,
} from './control/dead-letters.ts';
import { Retrier } from './control/retrier.ts';
import type { Database } from './database/database.ts';
import type { EngineEvent, EventsOptions } from './read/events/engine-event.ts';
import type { Signals } from './database/signals.ts';
import type { ProjectPolicies } from './submit/admission/project-policy.ts';
import type { FlowTask, FlowView, NewFlow, SubmittedFlow, SubtreeOptions } from './flows/flow-options.ts';
import { Flows } from './flows/flows.ts';
import type { Queues } from './job/queues.ts';
import type { Resources } from './resources.ts';
import type { RetentionSweep } from './maintenance/retention-sweep.ts';
import type { ScheduleViewOptions, Schedule, ScheduleOptions } from './schedules/schedule-options.ts';
import type { Scheduler } from './schedules/scheduler.ts';
import type { SchemaNames } from './schema/names.ts';
import type { NewTask, Submission, SubmitOptions, SubmitScope, Submitted } from './submit/submit-options.ts';
import { parseSubmissions, parseSubmitScope, splitSubmitOptions } from './submit/submit-schema.ts';
import type { Submitter } from './submit/submitter.ts';
import type { TaskTotals } from './read/count-tasks.ts';
import type { History } from './read/history.ts';
import type { ListOptions, TaskPage } from './read/list-options.ts';
import type { LogEntry, TaskDetails } from './read/task-details.ts';
import type { LogsOptions } from './read/task-logs.ts';
import { exportEngine } from './transfer/export-engine.ts';
import { importEngine } from './transfer/import-engine.ts';
import {
  type ExportOptions,
  type ImportOptions,
  parseExport,
  parseImport,
  type TransferSummary,
} from './transfer/transfer-options.ts';
import { parseConsumeOptions } from './check-options.ts';
import type { ConsumeOptions } from './consumer/consume-options.ts';
import { Consumer } from './consumer/consumer.ts';

/**
 * What an {@link Engine} is made of; `createEngine()` puts it together.
 *
 * @internal
 */
export interface EngineParts {
  readonly boss: PgBoss;
  readonly database: Database;
  readonly names: SchemaNames;
  readonly queues: Queues;
  readonly signals: Signals;
  readonly claims: Claims;
  readonly submitter: Submitter;
  readonly projects: ProjectPolicies;
  readonly history: History;
  readonly scheduler: Scheduler;
  readonly retention: Pick<RetentionSweep, 'start'>;
  readonly onError: (error: unknown) => void;
  /** What is closed with it, in reverse order. */
  readonly resources: Resources;
}

/** Durable tasks on pg-boss and Postgres. */
export class Engine implements AsyncDisposable {
  readonly #parts: EngineParts;
  readonly #flows: Flows;
  readonly #consumers = new Set<Consumer>();
  #closing: Promise<void> | undefined;

  /** @internal */
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
    const { scope, options: rest } = splitSubmitOptions(options);
    const [submitted] = await this.#parts.submitter.submit([{ task, options: rest }], scope);
    return submitted as Submitted;
  }

  /** Takes many tasks in, all or none. Rejects as {@link Engine.submit} does. */
  async submitMany(submissions: readonly Submission[], scope: SubmitScope = {}): Promise<Submitted[]> {
    const where = parseSubmitScope(scope, 'submitMany()');
    return this.#parts.submitter.submit(parseSubmissions(submissions), where);
  }

  /** Which running task works on what; see `docs/guide/durable-tasks.md`. */
  get claims(): Claims {
    return this.#parts.claims;
  }

  /**
   * Takes tasks in that depend on each other, all or none. Rejects with `INVALID_TASK` (also for circles),
   * `UNKNOWN_TASK_TYPE`, `DATABASE_UNAVAILABLE`.
   */
  async submitFlow(flow: NewFlow, scope: SubmitScope = {}): Promise<SubmittedFlow> {
    return this.#flows.submit(flow, parseSubmitScope(scope, 'submitFlow()'));
  }

  /** Adds tasks to a flow; names that it has already stay as they are. Rejects as {@link Engine.submitFlow} does. */
  async addToFlow(
    id: string,
    tasks: Readonly<Record<string, FlowTask>>,
    scope: SubmitScope = {},
  ): Promise<SubmittedFlow> {
    return this.#flows.add(parseId(id, 'addToFlow()'), tasks, parseSubmitScope(scope, 'addToFlow()'));
  }

  /** How a flow stands. Undefined when there is none. */
  async flow(id: string): Promise<FlowView | undefined> {
    return this.#flows.view(parseId(id, 'flow()'));
  }

  /** Cancels all tasks of a flow that have not ended. Rejects with `TASK_NOT_FOUND`. */
  async cancelFlow(id: string, options: { readonly reason?: string | undefined } = {}): Promise<void> {
    const parsed = parseArgument(cancelFlowSchema, options, { of: 'cancelFlow()' });
    await this.#flows.cancel(parseId(id, 'cancelFlow()'), parsed);
  }

  /**
   * Cancels a task: at once when it waits; one that runs is asked to stop and stays `running` until all it started is
   * gone. Nothing happens to one that has ended. With `subtree`, also all that depend on it. Gives its state afterwards.
   *
   * Rejects with `TASK_NOT_FOUND`, `DATABASE_UNAVAILABLE`.
   */
  async cancel(id: string, options: CancelTaskOptions & SubtreeOptions = {}): Promise<ControlledTask> {
    const taskId = parseId(id, 'cancel()');
    const { subtree, ...rest } = parseArgument(cancelSchema, options, { of: 'cancel()' });
    if (subtree === true) await this.#flows.cancelSubtree(taskId, rest);
    return new Canceller(this.#parts).cancel(taskId, rest);
  }

  /**
   * Tries a task again that failed, was cancelled or expired: under its id, with its history, for one more attempt at
   * least. Nothing happens to one that is open. With `subtree`, those below that ended because of it wait for it again.
   * Gives its state afterwards.
   *
   * Rejects with `TASK_NOT_FOUND`, `INVALID_TASK` (it succeeded, or depends on one that did not), `DATABASE_UNAVAILABLE`.
   */
  async retry(id: string, options: SubtreeOptions = {}): Promise<ControlledTask> {
    const taskId = parseId(id, 'retry()');
    const { subtree } = parseArgument(retrySchema, options, { of: 'retry()' });
    return subtree === true ? this.#flows.retrySubtree(taskId) : new Retrier(this.#parts).retry(taskId);
  }

  /** Tasks that failed for good, oldest first, page by page. Rejects with `INVALID_TASK`, `DATABASE_UNAVAILABLE`. */
  async deadLetters(options: DeadLetterOptions = {}): Promise<DeadLetter[]> {
    return new DeadLetters(this.#parts).list(options);
  }

  /**
   * Tries dead letters again as {@link Engine.retry} does, each exactly once also when several ask for it, and gives the
   * ids of the tasks. Rejects with `INVALID_TASK`, `DATABASE_UNAVAILABLE`.
   */
  async redrive(options: RedriveOptions = {}): Promise<string[]> {
    return new DeadLetters(this.#parts).redrive(options);
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
  async schedules(options: ScheduleViewOptions = {}): Promise<Schedule[]> {
    return this.#parts.scheduler.list(options);
  }

  /** A schedule with its next occurrences, if there is one. Rejects with `INVALID_CONFIG`, `DATABASE_UNAVAILABLE`. */
  async getSchedule(id: string, options: ScheduleViewOptions = {}): Promise<Schedule | undefined> {
    return this.#parts.scheduler.get(parseId(id, 'getSchedule()'), options);
  }

  /** Lets no occurrence happen until it is resumed. Rejects with `TASK_NOT_FOUND`, `DATABASE_UNAVAILABLE`. */
  async pauseSchedule(id: string): Promise<Schedule> {
    return this.#parts.scheduler.pause(parseId(id, 'pauseSchedule()'));
  }

  /**
   * Goes on with the next occurrence; those of the pause are not made up for. Rejects with `TASK_NOT_FOUND`,
   * `DATABASE_UNAVAILABLE`.
   */
  async resumeSchedule(id: string): Promise<Schedule> {
    return this.#parts.scheduler.resume(parseId(id, 'resumeSchedule()'));
  }

  /** Removes a schedule; tasks that it submitted stay. Whether there was one. Rejects with `DATABASE_UNAVAILABLE`. */
  async unschedule(id: string): Promise<boolean> {
    return this.#parts.scheduler.remove(parseId(id, 'unschedule()'));
  }

  /**
   * Submits a schedule's task now, also while it is paused, beside its occurrences. An overlap policy `skip` does not
   * hold it back.
   *
   * Rejects with `TASK_NOT_FOUND`, `INVALID_TASK`, `UNKNOWN_TASK_TYPE`, `DATABASE_UNAVAILABLE`.
   */
  async runScheduleNow(id: string): Promise<Submitted> {
    return this.#parts.scheduler.runNow(parseId(id, 'runScheduleNow()'));
  }

  /** Begins to work on tasks, to take occurrences of schedules, and to delete what is old. Throws `INVALID_CONFIG`. */
  consume(options: ConsumeOptions): Consumer {
    const consumer = new Consumer({ ...this.#parts, flows: this.#flows }, parseConsumeOptions(options));
    this.#consumers.add(consumer);
    this.#parts.scheduler.start();
    this.#parts.retention.start();
    return consumer;
  }

  /**
   * What happens to tasks, without an end and without a gap: from a place on, or from the oldest event that is kept. It
   * goes on by itself when the connection or the server was away, and ends with the signal or the engine.
   *
   * Throws `INVALID_TASK`, also for an `after` that is no cursor.
   */
  events(options?: EventsOptions): AsyncIterable<EngineEvent> {
    return this.#parts.history.events(options);
  }

  /** The cursor behind all events so far, for `events({ after })`. */
  async latestCursor(): Promise<string> {
    return this.#parts.history.latestCursor();
  }

  /**
   * The result of a task, once it has succeeded.
   *
   * Rejects with the error that it failed or was stopped with, `TASK_CANCELLED`, `TASK_TIMEOUT` when it expired,
   * `TASK_NOT_FOUND`, or the signal's reason.
   */
  async wait(
    taskId: string,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<TaskResult> {
    const { signal } = parseArgument(waitSchema, options, { of: 'wait()' });
    return this.#parts.history.wait(parseId(taskId, 'wait()', 'taskId'), signal);
  }

  /** All that is known of a task. Rejects with `TASK_NOT_FOUND`, `DATABASE_UNAVAILABLE`. */
  async get(taskId: string): Promise<TaskDetails> {
    return this.#parts.history.get(parseId(taskId, 'get()', 'taskId'));
  }

  /** The last lines of a task's log, in order. Rejects with `TASK_NOT_FOUND`, `INVALID_TASK`, `DATABASE_UNAVAILABLE`. */
  async logs(taskId: string, options?: LogsOptions): Promise<LogEntry[]> {
    return this.#parts.history.logs(parseId(taskId, 'logs()', 'taskId'), options);
  }

  /** The tasks that match all that is asked, the newest first. Rejects with `INVALID_TASK`, `DATABASE_UNAVAILABLE`. */
  async list(options?: ListOptions): Promise<TaskPage> {
    return this.#parts.history.list(options);
  }

  /** How many tasks are in each state. It reads an index of all of them: tens of milliseconds for a million. */
  async counts(): Promise<TaskTotals> {
    return this.#parts.history.counts();
  }

  /**
   * Writes tasks, history and schedules as lines of JSON, as they stand at one moment, and ends the stream. Stop the
   * consumers first: whatever they do afterwards is not in it.
   *
   * Rejects with `INVALID_CONFIG` (tasks run), `COMPONENT_FAILED` (the stream cannot be written), `TASK_CANCELLED` (by the
   * signal), `DATABASE_UNAVAILABLE`.
   */
  async exportTo(writable: Writable, options: ExportOptions = {}): Promise<TransferSummary> {
    return exportEngine(this.#parts, ...parseExport(writable, options));
  }

  /**
   * Takes in what {@link Engine.exportTo} wrote, all or nothing, into an engine without tasks, history and schedules.
   * Tasks that ran wait for another start. Cursors of events from before lead nowhere.
   *
   * Rejects with `INVALID_CONFIG` (it is not empty; the export is damaged or newer), `TASK_CANCELLED` (by the signal),
   * `DATABASE_UNAVAILABLE`.
   */
  async importFrom(readable: Readable, options: ImportOptions = {}): Promise<TransferSummary> {
    return importEngine(this.#parts, ...parseImport(readable, options));
  }

  /** Stops the consumers and everything that belongs to the engine. */
  async close(): Promise<void> {
    this.#closing ??= this.#end();
    await this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #end(): Promise<void> {
    await Promise.all([...this.#consumers].map(async (consumer) => consumer.stop()));
    await this.#parts.resources.close();
  }
}
