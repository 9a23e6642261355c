import { describePermissions, untilAborted } from '@poppobuilder/core/runner-kit';
import type { LaunchPlan } from '../host/worker-process.ts';
import type { Leased, Limited, PoolContext, WorkerLease } from './pool-context.ts';
import type { PooledWorker } from './pooled-worker.ts';

/** Acquires a worker of the task's project, and starts one if none is idle. Rejects with a `TaskError`. */
export function acquireWorker(
  context: PoolContext,
  state: Limited,
): { lease: WorkerLease } | Promise<{ lease: WorkerLease }> {
  const worker = findWorker(context, state);
  return worker instanceof Promise
    ? worker.then((found) => ({ lease: { worker: found, isReusable: true } }))
    : { lease: { worker, isReusable: true } };
}

/** Replaces a worker that ended before the task could start. */
export async function replaceWorker(context: PoolContext, state: Leased): Promise<void> {
  const { lease } = state;
  const { worker } = lease;
  lease.worker = undefined;
  if (worker !== undefined) await context.workers.release(worker, false);
  lease.worker = await findWorker(context, state);
}

/** Releases the task's worker, and sends the last event of a task that has started. */
export async function releaseWorker(
  { workers, events }: PoolContext,
  { lease, run, checked }: Leased,
): Promise<void> {
  if (lease.worker !== undefined) await workers.release(lease.worker, lease.isReusable);
  const { id: taskId, projectId } = checked.base;
  if (run.startedAt !== undefined) events.emit('context-cleaned', { projectId, taskId });
}

function findWorker(context: PoolContext, state: Limited): PooledWorker | Promise<PooledWorker> {
  const key = workerKey(state);
  const idle = context.workers.acquireIdle(key);
  if (idle?.isReady !== true) return waitForWorker(context, state, key, idle);
  prepareNext(context, state, idle);
  return idle;
}

async function waitForWorker(
  context: PoolContext,
  state: Limited,
  key: string,
  idle: PooledWorker | undefined,
): Promise<PooledWorker> {
  const { workers } = context;
  const worker = idle ?? (await workers.start(key, () => planWorker(context, state)));
  try {
    await untilAborted(worker.ready, state.run.signal);
  } catch (error) {
    await workers.release(worker, worker.end === undefined);
    throw error;
  }
  prepareNext(context, state, worker);
  return worker;
}

/** Starts a worker ahead of the next task, where that would have to wait for one. */
function prepareNext(context: PoolContext, state: Limited, worker: PooledWorker): void {
  const { slots, workers, settings } = context;
  const isWanted = slots.waitingOf(state.checked.base.projectId) > 0;
  if (workers.isAtItsLast(worker) || (isWanted && workers.size < settings.maxWorkers)) {
    // A spare that cannot be started is no loss: the next task starts its own, and reports why that failed.
    workers.prepare(worker.key, () => planWorker(context, state)).catch(() => undefined);
  }
}

async function planWorker({ launcher }: PoolContext, state: Limited): Promise<LaunchPlan> {
  const { project, permissions, entry } = state;
  const plan = await launcher.planWorker({
    settings: project.settings,
    permissions,
    plugins: entry.plugins,
    sections: entry.sections,
  });
  project.pendingWarnings = [...project.pendingWarnings, ...plan.warnings];
  return plan;
}

/** A worker is for one key: project, settings, permissions, and the code that it loads. */
function workerKey({ project, permissions, entry }: Limited): string {
  return `${project.settings.key}\0${describePermissions(permissions)}\0${entry.plugins.join('\0')}\0${entry.version}`;
}
