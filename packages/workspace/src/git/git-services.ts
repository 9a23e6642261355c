import type { Logger, Masker, ProcessSupervisor, ProjectContext, TaskContext } from '@poppobuilder/core';

/** The services that worktrees need. */
export interface GitServices {
  readonly context: TaskContext;
  readonly project: ProjectContext;
  readonly processes: ProcessSupervisor;
  readonly masker: Masker;
  readonly logger: Logger;
}
