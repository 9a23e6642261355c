import type { TaskState } from '../job/task-state.ts';

/** The state of a task after a call. */
export interface ControlledTask {
  readonly state: TaskState;
}
