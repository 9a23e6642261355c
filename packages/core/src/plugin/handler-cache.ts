import type { BaseTask } from '../task/task.ts';

/** What a cached result depends on, besides the input. */
export interface HandlerCache {
  /** Globs of the project's files; a folder stands for everything below it, and `!` excludes. */
  readonly files: readonly string[];
  /** Names of environment variables. */
  readonly environment: readonly string[];
}

/** Returns what the cached result of one task depends on, or nothing if the result is not to be cached. */
export type CacheOfTask<Task extends BaseTask = BaseTask> = (task: Task) => HandlerCache | undefined;
