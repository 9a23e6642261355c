import type { TaskState } from '../job/task-state.ts';
import type { NewTask, SubmitOptions } from '../submit/submit-options.ts';

/** What a task does when one that it depends on fails, is cancelled, or expires. */
export type ParentFailurePolicy =
  /** It fails as well, with `DEPENDENCY_FAILED`. */
  | 'fail'
  /** It is cancelled. */
  | 'skip'
  /** It runs all the same. */
  | 'run';

/** A task of a flow; its `dependsOn` holds names within the flow. */
export interface FlowTask {
  readonly task: NewTask;
  readonly options?: SubmitOptions | undefined;
}

/** Tasks that belong together, by names of the caller's. */
export interface NewFlow {
  /** @defaultValue one that the engine makes */
  readonly id?: string | undefined;
  /** At most 10,000. */
  readonly tasks: Readonly<Record<string, FlowTask>>;
}

/** A flow that was taken in. */
export interface SubmittedFlow {
  readonly id: string;
  /** The tasks' ids by their names. */
  readonly tasks: Readonly<Record<string, string>>;
  /** Whether all of it was there already. */
  readonly isDuplicate: boolean;
}

/** How a flow stands. */
export interface FlowView {
  readonly id: string;
  /** By name, in the order in which they came to it. */
  readonly tasks: Readonly<Record<string, FlowTaskView>>;
}

/** How a task of a flow stands. */
export interface FlowTaskView {
  readonly id: string;
  readonly type: string;
  readonly state: TaskState;
  /** Why it did not succeed. */
  readonly errorCode?: string | undefined;
  /** Names of the tasks that it depends on; ids of those outside of the flow. */
  readonly dependsOn: readonly string[];
}

/** How far `cancel()` and `retry()` reach. */
export interface SubtreeOptions {
  /** Whether it is meant together with all that depend on it, also by way of others. @defaultValue false */
  readonly subtree?: boolean | undefined;
}
