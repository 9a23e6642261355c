import { TaskError, describeSize } from '@poppobuilder/core';
import type { ExceededLimit } from '../tree/usage-limits.ts';
import type { UsageRegistration, UsageWatcher } from '../tree/watch-usage.ts';
import type { WorkerProcess } from '../host/worker-process.ts';
import { howToRaise } from '../limits/how-to-raise.ts';
import type { Limits } from '../limits/limits.ts';

/** Before the usage of a task is first read: most tasks have ended by then, and reading costs more than they do. In milliseconds. */
const FIRST_READING = 100;

/** Watches what a worker uses while it has a task. `onExceeded` is called once, with a `RESOURCE_LIMIT`. */
export function watchWorker(
  watcher: UsageWatcher,
  { tree }: WorkerProcess,
  { memoryLimit, maxProcesses, cpuTime }: Limits,
  onExceeded: (error: TaskError) => void,
): { readonly stop: () => void } {
  if (tree === undefined) return { stop: () => undefined };
  let registration: UsageRegistration | undefined;
  const limits = { memory: memoryLimit, processes: maxProcesses, cpuMs: cpuTime };
  const timer = setTimeout(() => {
    registration = watcher.register(tree, limits, (limit) => onExceeded(overLimit(limit)));
  }, FIRST_READING);
  return {
    stop() {
      clearTimeout(timer);
      registration?.stop();
    },
  };
}

function overLimit({ name, limit, value }: ExceededLimit): TaskError {
  const figures = {
    memoryLimit: `used ${describeSize(value)} of memory; its memoryLimit is ${describeSize(limit)}`,
    maxProcesses: `ran ${value} processes at once; its maxProcesses is ${limit}`,
    cpuTime: `used ${Math.round(value)} ms of CPU time; its cpuTime is ${limit} ms`,
  };
  return new TaskError({
    code: 'RESOURCE_LIMIT',
    message: `The task with all that it started ${figures[name]}. It was killed.`,
    hint: `Reduce what it uses, or ${howToRaise(name)}.`,
  });
}
