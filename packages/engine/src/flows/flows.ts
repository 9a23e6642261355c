import { TaskError, type Task } from '@poppobuilder/core';
import type { ControlledTask } from '../control/canceller.ts';
import { Retrier, type RetrierParts } from '../control/retrier.ts';
import type { Signals } from '../database/signals.ts';
import { jobIdOf } from '../job/job-id.ts';
import type { JobData, SubmitScope } from '../submit/submit-options.ts';
import type { Submitter } from '../submit/submitter.ts';
import { asFlowError } from './as-flow-error.ts';
import type { FlowTask, FlowView, NewFlow, SubmittedFlow } from './flow-options.ts';
import { FlowReader } from './flow-reader.ts';
import { type AddOptions, FlowSubmitter } from './flow-submitter.ts';
import { ParentResults } from './references/parent-results.ts';
import { Subtree } from './subtree.ts';

/** What {@link Flows} work with. */
export interface FlowsParts extends RetrierParts {
  readonly signals: Signals;
  readonly submitter: Submitter;
  readonly onError: (error: unknown) => void;
}

/** Everything about tasks that depend on each other. */
export class Flows {
  readonly #submitter: FlowSubmitter;
  readonly #reader: FlowReader;
  readonly #subtree: Subtree;
  readonly #results: ParentResults;
  readonly #retrier: Retrier;

  constructor(parts: FlowsParts) {
    const { database, names, submitter } = parts;
    this.#submitter = new FlowSubmitter(names, submitter);
    this.#reader = new FlowReader(database, names);
    this.#subtree = new Subtree(parts);
    this.#results = new ParentResults(database, names);
    this.#retrier = new Retrier(parts);
  }

  /** Takes a flow in. Rejects with `INVALID_TASK`, `UNKNOWN_TASK_TYPE`, `DATABASE_UNAVAILABLE`. */
  async submit(flow: NewFlow, scope: SubmitScope): Promise<SubmittedFlow> {
    return this.#submitter.submit(flow, scope);
  }

  /** Adds to a flow. Rejects with `INVALID_TASK`, `UNKNOWN_TASK_TYPE`, `DATABASE_UNAVAILABLE`. */
  async add(
    id: string,
    tasks: Readonly<Record<string, FlowTask>>,
    options: AddOptions,
  ): Promise<SubmittedFlow> {
    return this.#submitter.add(id, tasks, options);
  }

  /** How a flow stands. Undefined when there is none. */
  async view(id: string): Promise<FlowView | undefined> {
    return this.#reader.read(id);
  }

  /** Cancels all tasks of a flow that have not ended. Rejects with `TASK_NOT_FOUND`. */
  async cancel(id: string, { reason }: { readonly reason?: string | undefined } = {}): Promise<void> {
    if (await this.#subtree.cancelFlow(id, reason ?? 'Its flow was cancelled.')) return;
    throw new TaskError({ code: 'TASK_NOT_FOUND', message: `There is no flow "${id}".` });
  }

  /** Cancels a task and all that depend on it, as far as they have not ended. */
  async cancelSubtree(
    taskId: string,
    { reason }: { readonly reason?: string | undefined } = {},
  ): Promise<void> {
    await this.#subtree.cancelBelow(jobIdOf(taskId), reason ?? `It was cancelled together with "${taskId}".`);
  }

  /**
   * Retries a task, and lets those below wait for it again that ended because of it. Rejects with `TASK_NOT_FOUND`,
   * `INVALID_TASK` (it succeeded), `DATABASE_UNAVAILABLE`.
   */
  async retrySubtree(taskId: string): Promise<ControlledTask> {
    return this.#retrier.retry(taskId, async (jobId, transaction) =>
      this.#subtree.revive(jobId, transaction),
    );
  }

  /** The task with its references filled in. Rejects with `INVALID_TASK`, `DATABASE_UNAVAILABLE`, `COMPONENT_FAILED`. */
  async filled({ task, data }: { readonly task: Task; readonly data: JobData }): Promise<Task> {
    if (data.references === undefined) return task;
    return this.#results.fill(task, data.references).catch((error: unknown) => {
      throw asFlowError(error, task);
    });
  }
}
