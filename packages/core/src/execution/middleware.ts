import { parseArgument } from '../arguments/parse-argument.ts';
import { callable, withFunctions } from '../arguments/schemas.ts';
import type { BaseTask, Task } from '../task/task.ts';
import { asTaskError, placeOf } from './as-task-error.ts';
import type { TaskContext } from './task-context.ts';
import type { TaskResult } from './task-result.ts';
import type { ExecuteOptions, TaskRunner } from './task-runner.ts';

/**
 * Wraps the handler of every task inside an executor. To reject a task, or to turn its result into a failure, throw a
 * `TaskError`; anything else that it throws is a defect of the middleware: it is logged and changes nothing.
 */
export type TaskMiddleware = (
  task: BaseTask,
  context: TaskContext,
  next: () => Promise<unknown>,
) => Promise<unknown>;

/**
 * Wraps a whole runner on the host. It may answer without calling `next` (a cache), pass on another task or
 * other options, or throw a `TaskError`.
 */
export type RunnerMiddleware = (
  task: Task | BaseTask,
  next: (task: Task | BaseTask, options?: ExecuteOptions) => Promise<TaskResult>,
  options: ExecuteOptions,
) => Promise<TaskResult>;

const runnerSchema = withFunctions<TaskRunner>(['execute', 'cancel', 'on', 'off'], 'a runner');

/**
 * Wraps any runner in a middleware; the runner keeps its events, its metrics and its life. Throws `INVALID_CONFIG`.
 */
export function withMiddleware(runner: TaskRunner, middleware: RunnerMiddleware): TaskRunner {
  const place = { of: 'withMiddleware()', code: 'INVALID_CONFIG' } as const;
  parseArgument(runnerSchema, runner, { ...place, name: 'runner' });
  parseArgument(callable(), middleware, { ...place, name: 'middleware' });
  return {
    async execute(task, options = {}) {
      try {
        return await middleware(
          task,
          (passed, changed = options) => runner.execute(passed, changed),
          options,
        );
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
