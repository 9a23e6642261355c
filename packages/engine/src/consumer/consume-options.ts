import type { BaseTask, RunnerMiddleware, TaskRunner } from '@poppobuilder/core';
import type { HoldReason } from '../holds/hold-options.ts';

/** Answers tasks without running them, such as a `ResultCache` of `@poppobuilder/result-cache`. */
export interface TaskCache {
  /** Answers a task, or passes it on to the runner. */
  readonly middleware: RunnerMiddleware;
  /** Adds a listener for each answered task, and returns a function that removes it. */
  onHit(listener: (hit: CachedAnswer) => void): () => void;
}

/** A task that was answered without running it. */
export interface CachedAnswer {
  readonly task: Pick<BaseTask, 'id'>;
  /** Id of the task that the result is from. */
  readonly from: string;
}

/** Options of `engine.consume()`. */
export interface ConsumeOptions {
  /** How many tasks run at the same time. */
  readonly slots: number;
  /** Executes the tasks: an executor or a worker pool. The consumer does not close it. */
  readonly runner: TaskRunner;
  /** Returns cached results in front of the runner. Each hit is an event of its task. @defaultValue none */
  readonly cache?: TaskCache | undefined;
  /** Labels that tasks may require. @defaultValue none */
  readonly labels?: readonly string[] | undefined;
  /** Whether it takes only tasks that require all of its labels, so that its slots are theirs. @defaultValue false */
  readonly exclusive?: boolean | undefined;
  /** How many slots one project may hold: a fraction of them (below 1), or a number. @defaultValue all */
  readonly projectCap?: number | undefined;
  /**
   * Returns why the consumer takes no tasks now, such as `{ code: 'MEMORY', message: 'Too little memory is free.' }`. It is asked
   * before tasks are fetched, at most ten times a second; those that could run nowhere else wait for this reason.
   *
   * @defaultValue nothing
   */
  readonly pausedBy?: (() => HoldReason | undefined) | undefined;
}

/** Options of `consumer.stop()`. */
export interface StopOptions {
  /** How long running tasks may take before they are stopped and handed back. In milliseconds. @defaultValue 30000 */
  readonly grace?: number | undefined;
}
