import type { TaskState } from '../../job/task-state.ts';

/** The kinds of events. Transcripts lie beside them, for reading page by page. */
export const EVENT_KINDS = ['state', 'progress', 'log'] as const;

/** What an event is about: a change of state, progress that a handler reported, or a log entry. */
export type EventKind = (typeof EVENT_KINDS)[number];

/** A change of a task, its progress, or an entry in its log. */
export interface EngineEvent {
  /** Identifies the position after this event, for `events.subscribe({ after })`. Opaque. */
  readonly cursor: string;
  /** Identifies the event. Has gaps and is not always ascending: the order of events is that in which they arrive. */
  readonly sequence: number;
  readonly taskId: string;
  readonly kind: EventKind;
  /** The new state, of a change of state. */
  readonly state?: TaskState | undefined;
  /** 0 before the first attempt. */
  readonly attempt: number;
  readonly at: Date;
  /**
   * Of a change of state: `engine` (running), `result` (succeeded), or `outcome` with `error` or `reason` for an attempt
   * that did not succeed. Of progress: `stage`, `message`, `data?`. Of a log entry: `level`, `message`, `stream?`.
   */
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}

/** Options of `engine.events.subscribe()`. */
export interface EventsOptions {
  /**
   * The cursor of the last event that was seen, or the result of `engine.events.latestCursor()`. Events that were deleted
   * with their task are skipped.
   *
   * @defaultValue the oldest event that is kept
   */
  readonly after?: string | undefined;
  /**
   * A cursor as for `after`, at which the iteration ends. Another reader that continues there has each later event, and none twice.
   *
   * @defaultValue the iteration does not end
   */
  readonly until?: string | undefined;
  /** Only events of this task, which does not have to exist yet. */
  readonly taskId?: string | undefined;
  /** @defaultValue all kinds */
  readonly kinds?: readonly EventKind[] | undefined;
  /**
   * How long a read of new events comes after the one before, at least, so that a reader of many events takes fewer statements.
   * In milliseconds, up to 10,000.
   *
   * @defaultValue 0
   */
  readonly interval?: number | undefined;
  /** Ends the iteration. */
  readonly signal?: AbortSignal | undefined;
}
