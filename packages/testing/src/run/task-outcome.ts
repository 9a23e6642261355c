import type {
  LogLevel,
  RunnerMetrics,
  TaskError,
  TaskEventName,
  TaskEvents,
  TaskResult,
} from '@poppobuilder/core';

/** An event of a task: its name as `event`, and its fields. */
export type RecordedEvent = {
  readonly [Name in TaskEventName]: { readonly event: Name } & TaskEvents[Name];
}[TaskEventName];

/** A log entry of a task, with its secrets masked. */
export interface RecordedLog {
  readonly level: LogLevel;
  readonly message: string;
  /** Set when the message is output of a command. */
  readonly stream?: 'stdout' | 'stderr';
}

/** What a task did on the way. */
export interface TaskRecords {
  /** Every event, in order. */
  readonly events: readonly RecordedEvent[];
  /** Every log entry, in order. */
  readonly logs: readonly RecordedLog[];
  /** The counts of the runner, as `getMetrics()` returns them. */
  readonly metrics: RunnerMetrics;
}

/** What {@link runTask} resolves with: the result of a task that succeeded, or the error of one that did not. */
export type TaskOutcome = TaskRecords &
  (
    | { readonly result: TaskResult; readonly error?: undefined }
    | { readonly result?: undefined; readonly error: TaskError }
  );
