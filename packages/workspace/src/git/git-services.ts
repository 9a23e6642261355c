import type { Logger, Masker, ProcessSupervisor, ProjectContext, TaskContext } from '@poppobuilder/core';

/** What worktrees are made with. */
export interface GitServices {
  readonly context: TaskContext;
  readonly project: ProjectContext;
  readonly processes: ProcessSupervisor;
  readonly masker: Masker;
  readonly logger: Logger;
}
