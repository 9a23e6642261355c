import type { BaseTask, Task } from '../task/task.ts';
import type { CostLimit } from './cost-limit.ts';
import type { PlanApproval } from './plan-approval.ts';
import type { TaskEventName, TaskListener } from './task-events.ts';
import type { RunnerMetrics } from './task-metrics.ts';
import type { TaskResult } from './task-result.ts';

/** Options of one execution of a task. */
export interface ExecuteOptions {
  /** Cancels this task when it aborts. A reason that is a retryable `TaskError` means that the task is executed again. */
  readonly signal?: AbortSignal | undefined;
  /** Which execution of the task this is, from 1. @defaultValue 1 */
  readonly attempt?: number | undefined;
  /** Whether the task is not executed again when this execution fails with a `retryable` error. @defaultValue true */
  readonly isLastAttempt?: boolean | undefined;
  /** Whether the task is executed again when this execution fails with a `deferred` error. @defaultValue false */
  readonly mayDefer?: boolean | undefined;
  /** What this execution may cost. @defaultValue no limit */
  readonly costLimit?: CostLimit | undefined;
  /** Says that a person has to approve the plan of the task before it is carried out. @defaultValue none has to */
  readonly approval?: PlanApproval | undefined;
  /**
   * Is called directly before the task starts, and again after each promise that it returned. Unless the signal has aborted,
   * the task then starts: in the same tick, or in another process within the milliseconds that it returned. A process that
   * is later than that asks again. @defaultValue nothing is asked
   */
  readonly confirmStart?: (() => Promise<void> | number | undefined) | undefined;
}

/** Options of a cancellation. */
export interface CancelOptions {
  /** Why, for events and the error. @defaultValue 'cancelled by request' */
  readonly reason?: string | undefined;
  /** Whether the task is executed again; its error is then `retryable`. @defaultValue false */
  readonly retryable?: boolean | undefined;
}

/** What executes tasks: the executor in this process, or a pool of workers. */
export interface TaskRunner {
  /** Runs a task. Rejects with a `TaskError`, whatever went wrong. */
  execute(task: Task | BaseTask, options?: ExecuteOptions): Promise<TaskResult>;
  /**
   * Cancels the task with this id, or all. Resolves when they have ended, with how many there were: 0 when the id is
   * not in flight.
   */
  cancel(taskId?: string, options?: CancelOptions): Promise<number>;
  on<Name extends TaskEventName>(event: Name, listener: TaskListener<Name>): void;
  off<Name extends TaskEventName>(event: Name, listener: TaskListener<Name>): void;
  getMetrics(): RunnerMetrics;
  /** Accepts no more tasks, waits for those in flight, and releases everything. Cancel first to end sooner. */
  close(): Promise<void>;
}
