import type { Projects } from '../project/project-scopes.ts';
import type { InFlight } from './pipeline-states.ts';
import type { TaskEventEmitter } from './task-events.ts';
import type { TaskMetrics } from './task-metrics.ts';

/** What every runner has for the steps of its pipeline. */
export interface RunnerContext {
  readonly projects: Projects;
  readonly events: TaskEventEmitter;
  readonly metrics: TaskMetrics;
  /** The ids that are reserved by tasks in flight. */
  readonly ids: Set<string>;
  /**
   * Called with what a started task's step threw that is no `TaskError`, and with what undoing a step threw. Must not
   * throw.
   */
  readonly reportDefect: (state: InFlight, thrown: unknown) => void;
}
