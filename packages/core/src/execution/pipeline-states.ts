import type { Masker } from '../masking/masker.ts';
import type { ResolvedPermissions } from '../plugin/permissions.ts';
import type { ProjectFolder } from '../project/project-path.ts';
import type { OpenProject } from '../project/project-scopes.ts';
import type { Task } from '../task/task.ts';
import type { CheckedTask } from '../task/validate-task.ts';
import type { TaskResult } from './task-result.ts';
import type { TaskRun } from './task-run.ts';

/** A task at the start of a pipeline. */
export interface Submitted {
  readonly run: TaskRun;
  /** Set when the task was checked by the process that it comes from. */
  readonly checked?: CheckedTask;
}

/** A task whose base fields are valid. */
export interface Checked extends Submitted {
  readonly checked: CheckedTask;
}

/** A task whose project path is valid. */
export interface Located extends Checked, ProjectFolder {}

/** A task that has a slot. */
export interface Admitted extends Located {
  /** Whether the task had to wait for its slot. */
  readonly waited: boolean;
}

/** A task whose project is open. */
export interface Opened extends Located {
  readonly project: OpenProject;
  /** Removes the secrets of the project and of the task itself. */
  readonly masker: Masker;
  /** The task as events show it, masked once. */
  readonly shown: Task;
}

/** A task with a result. */
export interface Completed extends Opened {
  readonly result: TaskResult;
}

/** A task whose pipeline may be at any step. */
export interface InFlight extends Submitted, Partial<Omit<Opened, 'run' | 'checked'>> {
  /** The permissions that the handler declared, less those that the project denies. */
  readonly permissions?: ResolvedPermissions;
}
