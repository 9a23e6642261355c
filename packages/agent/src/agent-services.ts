import {
  Logger,
  Masker,
  ProcessSupervisor,
  ProjectContext,
  StateStore,
  TaskContext,
  TaskLimits,
  TaskOutput,
} from '@poppobuilder/core';

/** The services that a coding agent which is a command line declares as its `services`. */
export const AGENT_SERVICES: {
  readonly context: typeof TaskContext;
  readonly project: typeof ProjectContext;
  readonly masker: typeof Masker;
  readonly processes: typeof ProcessSupervisor;
  readonly output: typeof TaskOutput;
  readonly logger: typeof Logger;
  readonly limits: typeof TaskLimits;
  readonly state: typeof StateStore;
} = {
  context: TaskContext,
  project: ProjectContext,
  masker: Masker,
  processes: ProcessSupervisor,
  output: TaskOutput,
  logger: Logger,
  limits: TaskLimits,
  state: StateStore,
};
