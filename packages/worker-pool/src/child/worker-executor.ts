import { type ExecuteOptions, TaskExecutor, type TaskResult } from '@poppobuilder/core';
import { type CheckedTask, TaskRun } from '@poppobuilder/core/runner-kit';

/** The executor of a worker: its host has checked the tasks. */
export class WorkerExecutor extends TaskExecutor {
  /** Runs a task that the host has checked. Rejects with a `TaskError`. */
  async executeChecked(checked: CheckedTask, options: ExecuteOptions): Promise<TaskResult> {
    return this.run({ run: new TaskRun(checked.task, options), checked });
  }
}
