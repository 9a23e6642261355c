import type { TaskRunner } from '@poppobuilder/core';

/** A runner that can check a task without running it, and take secrets out of text. */
export interface TaskFileRunner extends TaskRunner {
  /** Throws a `TaskError`, or rejects with it. */
  validate(task: unknown): void | Promise<void>;
  redact(text: string): string;
}

/** What all tasks of a file have in common. */
export interface TaskFileRunnerOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly allowedRoots: readonly string[];
}
