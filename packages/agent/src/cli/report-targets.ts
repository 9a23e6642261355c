import type { Logger, Masker, ProgressFunction, TaskOutput } from '@poppobuilder/core';

/** Where a run is reported. */
export interface ReportTargets {
  readonly progress: ProgressFunction;
  readonly output: TaskOutput;
  readonly logger: Logger;
  readonly masker: Masker;
}

/** The stage in which the agent works. */
export const STAGE = 'execute';
