import type { NewTask } from '../job/new-task.ts';
import type { TaskState } from '../job/task-state.ts';
import type { SubmitOptions } from '../submit/submit-options.ts';

/** A task of a flow. Its `dependsOn` has names of tasks in the flow. */
export interface FlowTask {
  readonly task: NewTask;
  readonly options?: SubmitOptions | undefined;
}

/** Tasks that are submitted together, by names that the caller chooses. */
export interface NewFlow {
  /** @defaultValue a new id */
  readonly id?: string | undefined;
  /** At most 10,000. */
  readonly tasks: Readonly<Record<string, FlowTask>>;
}

/** A submitted flow. */
export interface SubmittedFlow {
  readonly id: string;
  /** Ids of the tasks by their names. */
  readonly tasks: Readonly<Record<string, string>>;
  /** Whether all of it existed before. */
  readonly isDuplicate: boolean;
}

/** A flow and the state of its tasks. */
export interface FlowView {
  readonly id: string;
  /** By name, in the order in which they were submitted. */
  readonly tasks: Readonly<Record<string, FlowTaskView>>;
}

/** The state of a task in a flow. */
export interface FlowTaskView {
  readonly id: string;
  readonly type: string;
  readonly state: TaskState;
  /** Code of the error that it ended with. */
  readonly errorCode?: string | undefined;
  /** Names of the tasks that it depends on; ids of those outside the flow. */
  readonly dependsOn: readonly string[];
}

/** Options of `engine.flows.cancel()`. */
export interface CancelFlowOptions {
  /** Why, for the history of the tasks; at most 10,000 characters. @defaultValue 'Its flow was cancelled.' */
  readonly reason?: string | undefined;
}
