import type { TaskState } from '../../job/task-state.ts';

/** What an event tells of: a change of state, progress that a handler reported, a line of the log. */
export type EventKind = 'state' | 'progress' | 'log';

/** Something that happened to a task. */
export interface EngineEvent {
  /** Gives what comes after this event when it is handed to `events({ after })`; to be kept as it is. */
  readonly cursor: string;
  /** Names the event. Not without gaps, and not always ascending: the order is that in which events come. */
  readonly sequence: number;
  readonly taskId: string;
  readonly kind: EventKind;
  /** The new state, when it is a change of state. */
  readonly state?: TaskState | undefined;
  /** 0 before the first attempt. */
  readonly attempt: number;
  readonly at: Date;
  /**
   * Of a change of state: `engine` (running), `result` (succeeded), `outcome` with `error` or `reason` where an attempt
   * ended otherwise. Of progress: `stage`, `message`, `data?`. Of a line: `level`, `message`, `stream?`.
   */
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}

/** Options of `engine.events()`. */
export interface EventsOptions {
  /**
   * The cursor of the last event that was seen, or what `engine.latestCursor()` gave. What was removed meanwhile, long
   * after its task had ended, is passed over.
   *
   * @defaultValue the oldest event that is kept
   */
  readonly after?: string | undefined;
  /** Only events of this task, which need not exist yet. */
  readonly taskId?: string | undefined;
  /** @defaultValue all kinds */
  readonly kinds?: readonly EventKind[] | undefined;
  /** Ends the iteration. */
  readonly signal?: AbortSignal | undefined;
}
