import type { TokenUsage, Task, TaskErrorJson, TaskResult } from '@poppobuilder/core';
import type { TaskState } from '../job/task-state.ts';

/** What lists tell of a task. */
export interface TaskSummary {
  readonly id: string;
  readonly type: string;
  readonly projectId: string;
  readonly state: TaskState;
  /** The latest attempt; 0 before the first. */
  readonly attempt: number;
  readonly priority: number;
  /** Its concurrency key. */
  readonly key?: string | undefined;
  /** The flow that it belongs to. */
  readonly flow?: string | undefined;
  readonly createdAt: Date;
  /** When the latest attempt started. */
  readonly startedAt?: Date | undefined;
  readonly finishedAt?: Date | undefined;
  /** When it may start, or might. */
  readonly dueAt: Date;
  /** When it must have started; its deadline where that comes first. */
  readonly expiresAt?: Date | undefined;
  /** Of the error that it failed with. */
  readonly errorCode?: string | undefined;
  /** Why it is to end: it runs, and was asked to stop. */
  readonly cancelReason?: string | undefined;
}

/** How an attempt ended: `lost` when its consumer was not heard of any more, `released` when that handed it back. */
export type AttemptOutcome = 'succeeded' | 'failed' | 'lost' | 'released' | 'cancelled' | 'expired';

/** One execution of a task. */
export interface TaskAttempt {
  /** From 1. */
  readonly attempt: number;
  /** Absent while it runs. */
  readonly outcome?: AttemptOutcome | undefined;
  readonly startedAt: Date;
  readonly endedAt?: Date | undefined;
  /** Name of the engine that ran it. */
  readonly engine?: string | undefined;
  readonly error?: TaskErrorJson | undefined;
  readonly usage?: TokenUsage | undefined;
  /** US dollars. */
  readonly costUsd?: number | undefined;
}

/** A line of a task's log. */
export interface LogEntry {
  /** Names the line: a later line of a task has a higher one. */
  readonly sequence: number;
  readonly attempt: number;
  readonly at: Date;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly stream?: 'stdout' | 'stderr' | undefined;
}

/** All that is known of a task. */
export interface TaskDetails extends TaskSummary {
  /** As it was submitted; absent once pg-boss has deleted its job. */
  readonly task?: Task | undefined;
  /** What it succeeded with. */
  readonly result?: TaskResult | undefined;
  /** What it failed with, or was stopped with. */
  readonly error?: TaskErrorJson | undefined;
  /** Why it was cancelled or expired. */
  readonly reason?: string | undefined;
  readonly attempts: readonly TaskAttempt[];
  /** Tokens of all attempts. */
  readonly usage?: TokenUsage | undefined;
  /** US dollars of all attempts, also of those that failed. */
  readonly costUsd?: number | undefined;
  /** The last 100 lines. */
  readonly logTail: readonly LogEntry[];
}
