import {
  type Checked,
  type Completed,
  type InFlight,
  type Located,
  narrowPermissions,
  openProject,
  Pipeline,
  releaseId,
  releaseProject,
  reserveId,
  revalidateProjectPath,
  type Submitted,
  untilAborted,
  validateProjectPath,
  validateTask,
} from '@poppobuilder/core/runner-kit';
import type { CatalogEntry } from '../catalog/plugin-catalog.ts';
import { limitsFor } from '../limits/limits.ts';
import { acquireWorker, releaseWorker } from './acquire-worker.ts';
import type { Described, Limited, PoolContext } from './pool-context.ts';
import { runTask } from './run-task.ts';

/** The steps that run nothing of a project; `validate()` runs these alone, and then has the input checked. */
export const CHECKS: Pipeline<PoolContext, Described & Located> = Pipeline.create<PoolContext>()
  .step({ name: 'validate task', failure: 'rejected', run: validateTask })
  .step({ name: 'find handler', failure: failureBeforeStart, run: findHandler })
  .step({ name: 'validate project path', failure: 'rejected', run: validateProjectPath });

/** The steps of a task in a pool. The worker's executor runs its own pipeline within the last one. */
export const POOL_PIPELINE: Pipeline<PoolContext, Completed> = CHECKS.step({
  name: 'reserve id',
  failure: 'rejected',
  run: reserveId,
  undo: releaseId,
})
  .step({ name: 'acquire slot', failure: 'cancelled-waiting', run: acquireSlot, undo: releaseSlot })
  .step({ name: 'revalidate project path', failure: 'rejected', run: revalidateProjectPath })
  .step({ name: 'open project', failure: 'rejected', run: openProject, undo: releaseProject })
  .step({ name: 'choose permissions and limits', failure: 'rejected', run: choosePermissions })
  .step({ name: 'acquire worker', failure: failureBeforeStart, run: acquireWorker, undo: releaseWorker })
  .step({ name: 'run in the worker', failure: failureInWorker, run: runTask });

function findHandler(
  { catalog }: PoolContext,
  { run, checked }: Checked,
): { entry: CatalogEntry } | Promise<{ entry: CatalogEntry }> {
  const found = catalog.find(checked.base.type);
  return found instanceof Promise
    ? untilAborted(found, run.signal).then((entry) => ({ entry }))
    : { entry: found };
}

function acquireSlot(
  { slots }: PoolContext,
  { run, checked }: Checked,
): { waited: boolean } | Promise<{ waited: boolean }> {
  run.throwIfAborted();
  const { projectId } = checked.base;
  if (slots.tryAcquire(projectId)) return { waited: false };
  return slots.acquire(projectId, run.signal).then(() => ({ waited: true }));
}

function releaseSlot({ slots }: PoolContext, { checked }: Checked): void {
  slots.release(checked.base.projectId);
}

function choosePermissions(
  { settings }: PoolContext,
  { project, entry }: Omit<Limited, 'permissions' | 'limits'>,
): Pick<Limited, 'permissions' | 'limits'> {
  const { config } = project.settings;
  return {
    permissions: narrowPermissions(entry.handler.granted, config.permissions),
    limits: limitsFor(settings, config),
  };
}

function failureBeforeStart({ run }: Submitted): 'cancelled-waiting' | 'rejected' {
  return run.cancelled ? 'cancelled-waiting' : 'rejected';
}

function failureInWorker(state: InFlight): 'failed' | 'cancelled-waiting' | 'rejected' {
  return state.run.startedAt === undefined ? failureBeforeStart(state) : 'failed';
}
