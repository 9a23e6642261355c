import type { AnyServiceDefinition, ProjectConfigInput, Secret } from '@poppobuilder/core';

/** A task without the fields that {@link runTask} fills in. */
export interface TestTask {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** A folder that a task works in. */
export interface ProjectFolder {
  /** Absolute path. */
  readonly path: string;
}

/** Options of {@link runTask}. */
export interface RunTaskOptions {
  /** The project that the task works in. @defaultValue a new test project without files, which is removed afterwards */
  readonly project?: ProjectFolder | undefined;
  /** Services in place of those of plugins and of the defaults, such as fakes. Not with `isolation`. @defaultValue [] */
  readonly services?: readonly AnyServiceDefinition[] | undefined;
  /** Configuration of the project, above its files. @defaultValue {} */
  readonly config?: ProjectConfigInput | undefined;
  /** Secrets by name. The host's own, such as `GITHUB_TOKEN`, are never used. @defaultValue {} */
  readonly secrets?: Readonly<Record<string, Secret>> | undefined;
  /** Cancels the task. */
  readonly signal?: AbortSignal | undefined;
  /** Runs the task in a worker instead of in this process; the plugin must then be a URL or a path. */
  readonly isolation?: 'process' | 'sandbox' | undefined;
}
