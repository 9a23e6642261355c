import type { TaskResult } from '@poppobuilder/core';
import { activeTraceparent, findSecrets } from '@poppobuilder/core/runner-kit';
import { permittedConfig } from '../host/worker-settings.ts';
import type { ExecuteTask } from '../protocol/messages.ts';
import { momentAfter, thisMoment } from '../protocol/moment.ts';
import { replaceWorker } from './acquire-worker.ts';
import type { Assigned, Leased, Limited, PoolContext } from './pool-context.ts';
import { TaskClock } from './task-clock.ts';
import { TaskRelay, WorkerLost } from './task-relay.ts';
import { watchWorker } from './watch-worker.ts';

/**
 * Has the task's worker run it, and another one when that ended before the task could start. Resolves when everything that
 * the task held in the worker is released; rejects with a `TaskError`.
 */
export async function runTask(context: PoolContext, state: Leased): Promise<{ result: TaskResult }> {
  const { lease, run } = state;
  for (;;) {
    const { worker } = lease;
    if (worker === undefined) throw new Error('the task has no worker');
    try {
      return { result: await runInWorker(context, { ...state, worker }) };
    } catch (error) {
      if (!(error instanceof WorkerLost)) throw error;
    }
    run.decided = false;
    await replaceWorker(context, state);
  }
}

async function runInWorker(context: PoolContext, state: Assigned): Promise<TaskResult> {
  const { run, worker, limits } = state;
  run.throwIfAborted();
  const confirmed = run.confirmStart();
  const milliseconds = typeof confirmed === 'object' ? await confirmed : confirmed;
  const relay = new TaskRelay(context, state);
  const detach = worker.attach(relay);
  // Sent first: the worker begins while the rest is set up.
  worker.process.send(executeMessage(state, worker.served, milliseconds));
  const clock = new TaskClock(context.settings, state, relay);
  const watch = watchWorker(context.usage, worker.process, limits, (error) => relay.kill(error));
  try {
    return await relay.result;
  } finally {
    run.decided = true;
    watch.stop();
    clock.stop();
    detach();
  }
}

/** The message with the task, without the secrets that the worker may not have. */
function executeMessage(state: Limited, number: number, milliseconds: number | undefined): ExecuteTask {
  const { run, checked, projectPath } = state;
  const { base, fields, secrets } = checked;
  const config =
    base.projectConfig === undefined
      ? {}
      : { projectConfig: permittedConfig(base.projectConfig, state.permissions, state.entry.sections) };
  const traceparent = activeTraceparent();
  return {
    type: 'execute',
    run: number,
    base: { ...base, ...config, projectPath },
    fields,
    secrets: secrets.texts.length === 0 ? [] : findSecrets({ ...fields, metadata: base.metadata }).texts,
    attempt: run.attempt,
    isLastAttempt: run.isLastAttempt,
    mayDefer: run.mayDefer,
    ...(run.costLimit === undefined ? {} : { costLimit: run.costLimit }),
    ...(run.approval === undefined ? {} : { approval: run.approval }),
    ...(milliseconds === undefined ? {} : { startBefore: momentAfter(thisMoment(), milliseconds) }),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}
