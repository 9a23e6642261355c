import type { NewTask } from '../job/new-task.ts';
import type { SubmitOptions } from '../submit/submit-options.ts';

/** What happens to an occurrence while no engine consumes: it is dropped, or runs once when an engine consumes again. */
export type MissedPolicy = 'skip' | 'once';

/** What happens to an occurrence while the task of an earlier one has not ended. */
export type OverlapPolicy =
  /** Both run. */
  | 'allow'
  /** The occurrence is dropped. */
  | 'skip'
  /** It starts after the earlier one. */
  | 'queue'
  /** The earlier one is cancelled, and this one starts when it has ended. */
  | 'cancel';

/** Options of tasks that a schedule submits. */
export type ScheduledSubmitOptions = Omit<SubmitOptions, 'idempotencyKey' | 'deadline'>;

/** Options of `engine.schedules.set()`. Exactly one of `cron`, `every` and `at` is set. */
export interface ScheduleOptions {
  /** 1 to 128 letters, digits, ".", "_", "-", ":", "/" or "#". An existing schedule with this id is changed. */
  readonly id: string;
  /** Five fields, or six with seconds first, or a name such as `@daily`. */
  readonly cron?: string | undefined;
  /** The time between two occurrences, and before the first one; at least 1000. In milliseconds. */
  readonly every?: number | undefined;
  /** The only occurrence. */
  readonly at?: Date | undefined;
  /** Time zone of `cron`, such as `Europe/Berlin`. @defaultValue 'UTC' */
  readonly timeZone?: string | undefined;
  /** The task that each occurrence submits. It has no `id`: each task gets its own. */
  readonly task: NewTask;
  readonly options?: ScheduledSubmitOptions | undefined;
  /** @defaultValue 'skip', and 'once' for `at` */
  readonly missed?: MissedPolicy | undefined;
  /** @defaultValue 'allow' */
  readonly overlap?: OverlapPolicy | undefined;
}

/** An occurrence and its task. */
export interface ScheduleOccurrence {
  /** When it was due. */
  readonly at: Date;
  readonly taskId: string;
}

/** A schedule and its state. */
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
  /** The last occurrence whose task was submitted. */
  readonly last?: ScheduleOccurrence | undefined;
  /** The last occurrence that was dropped because of an earlier task, and that task. */
  readonly lastSkipped?: ScheduleOccurrence | undefined;
  /** The last occurrence that was missed and not made up for. */
  readonly lastMissed?: Date | undefined;
  /** The last occurrence whose task was refused, and why. */
  readonly lastError?: { readonly at: Date; readonly code: string; readonly message: string } | undefined;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Options of `engine.schedules.get()` and `engine.schedules.list()`. */
export interface ScheduleViewOptions {
  /** How many of the next occurrences to return, at most 1000. @defaultValue 5, and 1 in lists */
  readonly count?: number | undefined;
}
