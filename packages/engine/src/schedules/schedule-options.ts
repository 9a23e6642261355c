import type { NewTask, SubmitOptions } from '../submit/submit-options.ts';

/** What becomes of an occurrence that no engine took in time: dropped, or run once when an engine is there again. */
export type MissedPolicy = 'skip' | 'once';

/** What becomes of an occurrence while a task of an earlier one has not ended. */
export type OverlapPolicy =
  /** It runs beside it. */
  | 'allow'
  /** It is dropped. */
  | 'skip'
  /** It runs after it. */
  | 'queue'
  /** The earlier one is cancelled; this one starts when that has ended. */
  | 'cancel';

/** Options of tasks that a schedule submits. */
export type ScheduledSubmitOptions = Omit<SubmitOptions, 'idempotencyKey' | 'deadline'>;

/** A schedule as it is given: one of `cron`, `every` and `at` says when. */
export interface ScheduleOptions {
  /** Names it: 1 to 128 letters, digits, ".", "_", "-", ":", "/" or "#". Given again, the schedule is changed. */
  readonly id: string;
  /** Five fields, or six with seconds first, or a name such as `@daily`. */
  readonly cron?: string | undefined;
  /** Milliseconds from one occurrence to the next, at least 1000; the first comes that long after the schedule was made. */
  readonly every?: number | undefined;
  /** The one time at which it runs. */
  readonly at?: Date | undefined;
  /** Time zone of `cron`, such as `Europe/Berlin`. @defaultValue 'UTC' */
  readonly timeZone?: string | undefined;
  /** What is submitted at each occurrence; without an `id`, which each task gets of its own. */
  readonly task: NewTask;
  readonly options?: ScheduledSubmitOptions | undefined;
  /** @defaultValue 'skip', and 'once' for `at` */
  readonly missed?: MissedPolicy | undefined;
  /** @defaultValue 'allow' */
  readonly overlap?: OverlapPolicy | undefined;
}

/** An occurrence that a task was submitted for. */
export interface ScheduleOccurrence {
  /** When it was due. */
  readonly at: Date;
  readonly taskId: string;
}

/** A schedule and where it stands. */
export interface Schedule {
  readonly id: string;
  readonly cron?: string | undefined;
  readonly every?: number | undefined;
  readonly at?: Date | undefined;
  readonly timeZone?: string | undefined;
  readonly task: NewTask;
  readonly options: ScheduledSubmitOptions;
  readonly missed: MissedPolicy;
  readonly overlap: OverlapPolicy;
  readonly isPaused: boolean;
  /** The next occurrences; none while it is paused or after the last one. */
  readonly next: readonly Date[];
  /** The last one that was submitted. */
  readonly last?: ScheduleOccurrence | undefined;
  /** The last one that was dropped because of an earlier one's task, and that task. */
  readonly lastSkipped?: ScheduleOccurrence | undefined;
  /** The last one that was not taken in time, and not made up for. */
  readonly lastMissed?: Date | undefined;
  /** The last one whose task was refused, and why. */
  readonly lastError?: { readonly at: Date; readonly code: string; readonly message: string } | undefined;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Options of `engine.getSchedule()` and `engine.schedules()`. */
export interface ScheduleViewOptions {
  /** How many of the next occurrences are listed, at most 1000. @defaultValue 5, and 1 in lists */
  readonly count?: number | undefined;
}
