import type { TokenUsage, Task, TaskErrorJson, TaskResult } from '@poppobuilder/core';
import type { TaskState } from '../job/task-state.ts';
import type { WaitReason } from '../waiting/wait-reason.ts';

/** A task in a list. */
export interface TaskSummary {
  readonly id: string;
  readonly type: string;
  readonly projectId: string;
  readonly state: TaskState;
  /** The number of the latest attempt; 0 before the first. */
  readonly attempt: number;
  readonly priority: number;
  /** Its concurrency key. */
  readonly key?: string | undefined;
  /** The flow that it belongs to. */
  readonly flow?: string | undefined;
  /** What the submission called it. Absent without tags. */
  readonly tags?: readonly string[] | undefined;
  readonly createdAt: Date;
  /** When the latest attempt started. */
  readonly startedAt?: Date | undefined;
  readonly finishedAt?: Date | undefined;
  /** When it may start. */
  readonly dueAt: Date;
  /** When it expires, by its `ttl` or its deadline. */
  readonly expiresAt?: Date | undefined;
  /** The first reason why it does not run; only in lists, while it waits. */
  readonly waitingFor?: WaitReason | undefined;
  /** Code of the error that it failed with. */
  readonly errorCode?: string | undefined;
  /** Why it was asked to stop, while it still runs. */
  readonly cancelReason?: string | undefined;
}

/**
 * How an attempt ended: `lost` when its lease ran out, `released` when its consumer handed it back, `deferred` when it was not
 * counted because the task has to wait.
 */
export type AttemptOutcome =
  | 'succeeded'
  | 'failed'
  | 'lost'
  | 'released'
  | 'deferred'
  | 'cancelled'
  | 'expired';

/** An execution of a task. */
export interface TaskAttempt {
  /** Counted from 1. */
  readonly attempt: number;
  /** Absent while it runs. */
  readonly outcome?: AttemptOutcome | undefined;
  readonly startedAt: Date;
  readonly endedAt?: Date | undefined;
  /** Name of the engine that ran it. */
  readonly engine?: string | undefined;
  readonly error?: TaskErrorJson | undefined;
  readonly usage?: TokenUsage | undefined;
  /** In US dollars. */
  readonly costUsd?: number | undefined;
}

/** An entry of a task's log. */
export interface LogEntry {
  /** Identifies the entry. Later entries of a task have a higher one. */
  readonly sequence: number;
  readonly attempt: number;
  readonly at: Date;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly stream?: 'stdout' | 'stderr' | undefined;
}

/** Everything that is known about a task. */
export interface TaskDetails extends TaskSummary {
  /** The task as it was submitted; absent once its job was deleted. */
  readonly task?: Task | undefined;
  /** Of a task that succeeded. */
  readonly result?: TaskResult | undefined;
  /** Of a task that failed or was stopped. */
  readonly error?: TaskErrorJson | undefined;
  /** Why it was cancelled or expired. */
  readonly reason?: string | undefined;
  readonly attempts: readonly TaskAttempt[];
  /** Tokens of all attempts, also of those that failed. */
  readonly usage?: TokenUsage | undefined;
  /** Cost of all attempts, also of those that failed. In US dollars. */
  readonly costUsd?: number | undefined;
  /** The last 100 log entries. */
  readonly logTail: readonly LogEntry[];
}
