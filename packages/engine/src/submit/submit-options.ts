import type { Approval } from '../approvals/approval-options.ts';
import type { ExternalTransaction } from '../database/external-transaction.ts';
import type { NewTask } from '../job/new-task.ts';
import type { ParentFailurePolicy } from '../job/parent-failure-policy.ts';
import type { RetryPolicy } from '../job/retry-policy.ts';
import type { FlowControlOptions } from './admission/flow-control-options.ts';

/** Options of `engine.submit()` for one task. */
export interface SubmitOptions extends FlowControlOptions {
  /** Tasks with a higher priority start first. @defaultValue 0 */
  readonly priority?: number | undefined;
  /** How long the task waits before it may start. In milliseconds. @defaultValue 0 */
  readonly delay?: number | undefined;
  /** When the task must have ended. It does not start later, and is stopped if it still runs; it is `expired` then. */
  readonly deadline?: Date | undefined;
  /** How long the task may wait for its start before it is `expired`. In milliseconds. */
  readonly ttl?: number | undefined;
  readonly retry?: RetryPolicy | undefined;
  /** A second submission with the same key returns the first one's task, for as long as that task is kept. */
  readonly idempotencyKey?: string | undefined;
  /**
   * Tasks with the same key run one at a time, in the order of their submission. All of them that have not ended must have
   * the same `requires`.
   */
  readonly concurrencyKey?: string | undefined;
  /** Labels that a consumer must have to run the task. */
  readonly requires?: readonly string[] | undefined;
  /** What a person has to approve before the task starts. @defaultValue none */
  readonly approval?: Approval | undefined;
  /** Keys of holds: a hold with the scope `{ key }` keeps the task from starting. At most 16. @defaultValue none */
  readonly holdKeys?: readonly string[] | undefined;
  /**
   * What people call it, so that they find it: lists show tags and are narrowed by them. At most 20, of at most 64 characters
   * each, on one line; no secrets, as every viewer reads them. @defaultValue none
   */
  readonly tags?: readonly string[] | undefined;
  /**
   * Key of a circuit breaker, which the tasks share that would fail for the same cause. After several failures of the same class
   * in a row, they are held, and later one of them goes first. @defaultValue none
   */
  readonly breaker?: string | undefined;
  /** Ids of tasks that must succeed before this one starts; within a flow, their names. */
  readonly dependsOn?: readonly string[] | undefined;
  /** What happens to this task when one of those fails, is cancelled or expires. @defaultValue 'fail' */
  readonly onParentFailure?: ParentFailurePolicy | undefined;
  /** Types of tasks that it, and the tasks that it adds, may add to its flow while they run. @defaultValue none */
  readonly mayAdd?: readonly string[] | undefined;
}

/** Where a submission takes place. */
export interface SubmitScope {
  /** A transaction of the caller on the engine's database. The tasks exist once it commits. */
  readonly transaction?: ExternalTransaction | undefined;
}

/** A submitted task. */
export interface Submitted {
  /** The task's id. */
  readonly id: string;
  /** Whether the task existed before, by its id or its idempotency key. */
  readonly isDuplicate: boolean;
}

/** A task with the options of its submission. */
export interface Submission {
  readonly task: NewTask;
  readonly options?: SubmitOptions | undefined;
  /** Place in a trace that its span lies below, in the form of W3C Trace Context. @defaultValue the current one */
  readonly traceparent?: string | undefined;
}
