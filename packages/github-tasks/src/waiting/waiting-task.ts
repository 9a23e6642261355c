import type { Masker, ProjectConfig, Task, TaskErrorJson } from '@poppobuilder/core';
import type { GitHub } from '@poppobuilder/github';

/** A task as `engine.tasks.list()` has it, as far as it matters here. */
export interface ListedTask {
  readonly id: string;
  readonly type: string;
  readonly projectId: string;
  readonly state: string;
  /** 0 before its first attempt. */
  readonly attempt: number;
  readonly key?: string | undefined;
  readonly finishedAt?: Date | undefined;
  readonly waitingFor?: ToldReason | undefined;
}

/** A wait reason, as far as it is told. */
export interface ToldReason {
  readonly code: string;
  readonly message: string;
  readonly until?: Date | undefined;
}

/** A task as `engine.tasks.get()` has it. */
export interface ReadTask extends ListedTask {
  readonly task?: Task | undefined;
  readonly error?: Pick<TaskErrorJson, 'message'> | undefined;
  /** Why it was cancelled or expired. */
  readonly reason?: string | undefined;
}

/** What is read of an engine: `engine.tasks`. */
export interface WaitingTasks {
  list(options: {
    readonly state: readonly ('scheduled' | 'blocked' | 'queued' | 'running' | 'cancelled' | 'expired')[];
    readonly type?: string;
    readonly key?: string;
    readonly limit?: number;
    readonly after?: string;
  }): Promise<{ readonly tasks: readonly ListedTask[]; readonly next?: string | undefined }>;
  get(id: string): Promise<ReadTask>;
}

/** GitHub and the configuration of a project. */
export interface WaitingProject {
  readonly github: GitHub;
  readonly config: ProjectConfig;
  readonly masker: Pick<Masker, 'text'>;
}

/** The types of tasks on issues and pull requests, with the field that has the number. */
export const NUMBER_FIELDS: Readonly<Record<string, string>> = {
  'process-issue': 'issueNumber',
  'process-comment': 'issueNumber',
  'process-pr': 'prNumber',
};
