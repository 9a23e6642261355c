import { findSecrets } from '@poppobuilder/core/runner-kit';
import type { ExecuteTask } from '../protocol/messages.ts';
import { permittedConfig } from '../host/worker-settings.ts';
import type { PoolRun } from './pool-run.ts';
import type { PoolContext } from './pool-pipeline.ts';
import { TaskClock } from './task-clock.ts';
import { TaskRelay } from './task-relay.ts';
import type { PooledWorker } from './worker-registry.ts';

/**
 * Has a worker do a task. Resolves when all that the task held there is released; rejects with a `TaskError`, or with
 * `WorkerLost` when another worker can do it.
 */
export async function runInWorker(way: PoolContext, run: PoolRun, worker: PooledWorker): Promise<void> {
  run.throwIfAborted();
  const { process: child } = worker;
  const outcome = Promise.withResolvers<void>();
  const relay = new TaskRelay(way, run, worker, outcome);
  worker.onMessage = (message) => relay.take(message);
  child.onOutput = (text, stream) => relay.takeOutput(text, stream);
  const clock = new TaskClock(way.settings, run, relay);
  worker.onEnd = (end) => relay.crash(end);
  if (worker.end !== undefined) relay.crash(worker.end);
  const watch = way.watch(worker, run.limits, (error) => relay.kill(error));
  child.send(executeMessage(run, worker.served));
  try {
    await outcome.promise;
  } finally {
    run.decided = true;
    watch.stop();
    clock.stop();
    worker.onMessage = () => undefined;
    worker.onEnd = () => undefined;
    child.onOutput = () => undefined;
  }
}

/** What a worker gets of a task: nothing of the secrets that it may not have. */
function executeMessage(run: PoolRun, number: number): ExecuteTask {
  const { base, fields, secrets } = run.checked;
  const { permissions, entry } = run;
  const config =
    base.projectConfig === undefined
      ? {}
      : { projectConfig: permittedConfig(base.projectConfig, permissions, entry.sections) };
  return {
    type: 'execute',
    run: number,
    base: { ...base, ...config, projectPath: run.projectPath },
    fields,
    secrets: secrets.texts.length === 0 ? [] : findSecrets({ ...fields, metadata: base.metadata }).texts,
    attempt: run.attempt,
    isLastAttempt: run.isLastAttempt,
  };
}
