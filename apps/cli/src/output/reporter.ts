import type { TaskError, TaskRunner } from '@poppobuilder/core';
import type { CacheHit } from '@poppobuilder/result-cache';

/** Input that was refused, so that nothing ran. */
export interface Refusal {
  readonly error: TaskError;
  /** The task that was refused; absent when the input contains no task. */
  readonly task?: RefusedTask | undefined;
}

/** The known fields of a refused task. */
export interface RefusedTask {
  /** Its index in the file's array; absent when the file contains a single task. */
  readonly index?: number | undefined;
  readonly id?: string | undefined;
  readonly type?: string | undefined;
  readonly projectId?: string | undefined;
}

/** Options of {@link Reporter.follow}. */
export interface FollowOptions {
  /** Number of tasks in an array, so that each error names its task; absent for a single task. */
  readonly total?: number | undefined;
}

/** Reports events to the user. */
export interface Reporter {
  /** Reports the tasks of a runner from now on. */
  follow(runner: Pick<TaskRunner, 'on'>, options?: FollowOptions): void;
  /** Reports the number of tasks of an array by outcome. */
  summarize(): void;
  refuse(refusal: Refusal): void;
  /** Reports that a task was not run, because a cached result is used. */
  hit(hit: CacheHit): void;
  /** Writes a sentence for people to standard error. */
  notice(sentence: string): void;
  /** Aborts when standard output can no longer be written: `EPIPE` when its reader has closed it. */
  readonly broken: AbortSignal;
  /** Resolves when everything is written. */
  close(): Promise<void>;
}
