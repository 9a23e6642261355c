import type { BaseTask } from '@poppobuilder/core';
import type { ExternalTransaction } from '../database/external-transaction.ts';
import type { FlowControlOptions } from './admission/flow-control-options.ts';
import type { ParentFailurePolicy } from '../flows/flow-options.ts';

/** A task as it is submitted: the engine names it when it has no id. */
export type NewTask = Omit<BaseTask, 'id'> & { readonly id?: string | undefined } & Record<string, unknown>;

/** When and how often a failed attempt is made again. Only errors whose `retryable` is true count. */
export interface RetryPolicy {
  /** Further attempts at most. @defaultValue 3 */
  readonly limit?: number | undefined;
  /** Milliseconds before the first, up to twice that by chance; each further one waits twice as long. 0: at once. @defaultValue 1000 */
  readonly delay?: number | undefined;
  /** Milliseconds at most. @defaultValue 300000 (5 minutes) */
  readonly maxDelay?: number | undefined;
}

/** What may be said of a task when it is submitted. */
export interface SubmitOptions extends FlowControlOptions {
  /** Higher starts sooner. @defaultValue 0 */
  readonly priority?: number | undefined;
  /** Milliseconds before it may start. @defaultValue 0 */
  readonly delay?: number | undefined;
  /** When it must have ended: it is not started later, and stopped then. It is `expired` afterwards. */
  readonly deadline?: Date | undefined;
  /** Milliseconds that it may wait for its start before it is `expired`. */
  readonly ttl?: number | undefined;
  readonly retry?: RetryPolicy | undefined;
  /** A second submission with the same key gives the first one's task, for as long as that is kept. */
  readonly idempotencyKey?: string | undefined;
  /**
   * Tasks of one key run one at a time, in the order in which they were submitted. All that have not ended must have the
   * same `requires`.
   */
  readonly concurrencyKey?: string | undefined;
  /** Labels that a consumer must have to be given the task. */
  readonly requires?: readonly string[] | undefined;
  /** Ids of tasks that must have succeeded before it starts; within a flow, names. */
  readonly dependsOn?: readonly string[] | undefined;
  /** What becomes of it when one of those fails, is cancelled, or expires. @defaultValue 'fail' */
  readonly onParentFailure?: ParentFailurePolicy | undefined;
  /** Types of tasks that it may add to its flow while it runs; they may do so as well. @defaultValue none */
  readonly mayAdd?: readonly string[] | undefined;
}

/** Where a submission takes place. */
export interface SubmitScope {
  /** A transaction of the caller's, on the engine's database: the task is there when that commits. */
  readonly transaction?: ExternalTransaction | undefined;
}

/** What became of a submission. */
export interface Submitted {
  /** The task's id. */
  readonly id: string;
  /** Whether it was there already, by its id or its idempotency key. */
  readonly isDuplicate: boolean;
}

/** A task with the options of its submission. */
export interface Submission {
  readonly task: NewTask;
  readonly options?: SubmitOptions | undefined;
}

/** What rests in a job of pg-boss's: the task and what the engine must know when it starts. */
export interface JobData {
  /** Without an id when that is the job's. */
  readonly task: NewTask;
  /** Milliseconds from its submission on, within which it must start. */
  readonly ttl?: number | undefined;
  /** ISO 8601. */
  readonly deadline?: string | undefined;
  readonly flow?: string | undefined;
  /** Set when it depends on tasks. */
  readonly onParentFailure?: ParentFailurePolicy | undefined;
  /** Types of tasks that it may add to its flow. */
  readonly mayAdd?: readonly string[] | undefined;
  /** Set when tasks that came with it depend on it: the queues in which they wait. */
  readonly wakes?: readonly string[] | undefined;
  /** Set when fields are to be filled in: ids of tasks by the names that references give them. */
  readonly references?: Readonly<Record<string, string>> | undefined;
  /** Set only when it is not 0: a batch of claims comes back unsorted. */
  readonly priority?: number | undefined;
  /** Of the project, if it was said. */
  readonly weight?: number | undefined;
}
