import type { BaseTask, Task } from '../task/task.ts';
import { asTaskError, placeOf } from './as-task-error.ts';
import { type ExecuteOptions, type TaskResult, type TaskRunner } from './task-runner.ts';
import type { TaskContext } from './task-context.ts';

/**
 * Wraps the handler of every task inside an executor. To refuse a task, or to turn its result into a failure, throw a
 * `TaskError`; anything else that it throws is a defect of the middleware: it is logged and changes nothing.
 */
export type TaskMiddleware = (
  task: BaseTask,
  context: TaskContext,
  next: () => Promise<unknown>,
) => Promise<unknown>;

/** Wraps a whole runner on the host. It may answer without calling `next` (a cache) or throw a `TaskError`. */
export type RunnerMiddleware = (
  task: Task | BaseTask,
  next: (task: Task | BaseTask) => Promise<TaskResult>,
  options: ExecuteOptions,
) => Promise<TaskResult>;

/** Puts a middleware in front of any runner; the runner's events, metrics and life stay its own. */
export function withMiddleware(runner: TaskRunner, middleware: RunnerMiddleware): TaskRunner {
  return {
    async execute(task, options = {}) {
      try {
        return await middleware(task, (passed) => runner.execute(passed, options), options);
      } catch (error) {
        throw asTaskError(error, placeOf(task), (text) => text);
      }
    },
    cancel: (taskId, options) => runner.cancel(taskId, options),
    on: (event, listener) => runner.on(event, listener),
    off: (event, listener) => runner.off(event, listener),
    getMetrics: () => runner.getMetrics(),
    close: () => runner.close(),
  };
}
