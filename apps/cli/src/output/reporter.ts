import type { TaskError, TaskRunner } from '@poppobuilder/core';
import type { CacheHit } from '@poppobuilder/result-cache';

/** Something that was refused, so that nothing ran. */
export interface Refusal {
  readonly error: TaskError;
  /** The task it is about; absent when the input did not get as far as a task. */
  readonly task?: RefusedTask | undefined;
}

/** As much of a refused task as can be told. */
export interface RefusedTask {
  /** Its place in the file's array, from 0; absent when the file holds one task alone. */
  readonly index?: number | undefined;
  readonly id?: string | undefined;
  readonly type?: string | undefined;
  readonly projectId?: string | undefined;
}

/** How tasks are reported. */
export interface FollowOptions {
  /** Number of tasks in an array: each error says which one it is about. @defaultValue one task alone */
  readonly total?: number | undefined;
}

/** Tells the user what happens. */
export interface Reporter {
  /** Tells of a runner's tasks from now on. */
  follow(runner: Pick<TaskRunner, 'on'>, options?: FollowOptions): void;
  /** Reports how many tasks of an array had which outcome. */
  summarize(): void;
  refuse(refusal: Refusal): void;
  /** Tells that a task was not run, because the result of another one is given again. */
  hit(hit: CacheHit): void;
  /** Writes a sentence for people to standard error. */
  notice(sentence: string): void;
  /** Aborts when standard output cannot be written any more: `EPIPE` when its reader has left. */
  readonly broken: AbortSignal;
  /** Resolves when everything is written. */
  close(): Promise<void>;
}
