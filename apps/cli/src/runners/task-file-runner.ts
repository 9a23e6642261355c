import type { BaseTask, CachedTask, ProjectConfigInput, Task, TaskRunner } from '@poppobuilder/core';

/** A runner that can check a task without running it, and take secrets out of text. */
export interface TaskFileRunner extends TaskRunner {
  /** Throws a `TaskError`, or rejects with it. */
  validate(task: unknown): void | Promise<void>;
  /** What a task's result depends on; nothing when it may not be cached. */
  declareCache(task: Task | BaseTask): CachedTask | undefined | Promise<CachedTask | undefined>;
  redact(text: string): string;
}

/** What all tasks of a file have in common. */
export interface TaskFileRunnerOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly allowedRoots: readonly string[];
  /** Paths of plugins beside those that are found. */
  readonly named: readonly string[];
  /** Configuration for all projects, over their files. */
  readonly projectConfig?: ProjectConfigInput | undefined;
}
