import type { LogFields, LogLevel, TaskError } from '@poppobuilder/core';
import {
  checkTask,
  reserveId,
  describePermissions,
  releaseId,
  narrowPermissions,
  openProject,
  type ProjectScopes,
  releaseProject,
  type Step,
  type TaskEventEmitter,
  validateProjectPath,
  validateProjectPathAgain,
} from '@poppobuilder/core/runner-kit';
import type { PluginCatalog } from '../catalog/plugin-catalog.ts';
import type { LaunchPlan } from '../host/worker-process.ts';
import type { FairSemaphore } from './fair-semaphore.ts';
import { type Limits, limitsFor } from '../limits/limits.ts';
import type { PoolSettings } from './pool-options.ts';
import type { PoolRun } from './pool-run.ts';
import { runInWorker } from './run-in-worker.ts';
import { WorkerLost } from './task-relay.ts';
import { untilAborted } from './until-aborted.ts';
import type { PooledWorker, WorkerRegistry } from './worker-registry.ts';

/** What the steps of a task's way work with: the parts of one pool. */
export interface PoolContext {
  readonly settings: PoolSettings;
  readonly catalog: PluginCatalog;
  readonly projects: ProjectScopes;
  readonly turns: FairSemaphore;
  readonly shelf: WorkerRegistry;
  readonly events: TaskEventEmitter;
  /** Tasks in flight by id. */
  readonly runs: Map<string, PoolRun>;
  /** Plans a worker for a run. */
  readonly plan: (run: PoolRun) => Promise<LaunchPlan>;
  /** Watches what a worker uses. */
  readonly watch: (
    worker: PooledWorker,
    limits: Limits,
    onExceeded: (error: TaskError) => void,
  ) => { readonly stop: () => void };
  readonly logLine: (run: PoolRun, level: LogLevel, message: string, fields: LogFields) => void;
  readonly announceStart: (run: PoolRun) => void;
}

type PoolStep = Step<PoolContext, PoolRun>;

/** The steps that run nothing of a project; `validate()` takes these, and then has the input checked. */
export const CHECKING_STEPS: readonly PoolStep[] = [
  { name: 'validate task', failure: 'rejected', run: validateTask },
  { name: 'find handler', failure: endBeforeStart, run: findHandler },
  { name: 'validate project path', failure: 'rejected', run: validateProjectPath },
];

/** One task's way through a pool. The worker's executor goes its own way between the last step's begin and end. */
export const STEPS: readonly PoolStep[] = [
  ...CHECKING_STEPS,
  { name: 'reserve id', failure: 'rejected', run: reserveId, undo: releaseId },
  { name: 'wait for a turn', failure: 'cancelled-waiting', run: waitForTurn, undo: giveTurn },
  { name: 'validate project path again', failure: 'rejected', run: validateProjectPathAgain },
  { name: 'open project', failure: 'rejected', run: openProject, undo: releaseProject },
  { name: 'choose permissions and limits', failure: 'rejected', run: choosePermissions },
  { name: 'take a worker', failure: endBeforeStart, run: takeWorker, undo: giveWorkerBack },
  { name: 'run in the worker', failure: endOf, run: runTask },
];

function validateTask(_way: PoolContext, run: PoolRun): void {
  run.checked = checkTask(run.given);
}

function findHandler({ catalog }: PoolContext, run: PoolRun): void | Promise<void> {
  const found = catalog.find(run.checked.base.type);
  if (!(found instanceof Promise)) {
    run.entry = found;
    return undefined;
  }
  return untilAborted(
    found.then((entry) => void (run.entry = entry)),
    run.signal,
  );
}

function waitForTurn({ turns }: PoolContext, run: PoolRun): void | Promise<void> {
  run.throwIfAborted();
  if (turns.tryAcquire(run.checked.base.projectId)) return undefined;
  run.waited = true;
  return turns.wait(run.checked.base.projectId, run.signal);
}

function giveTurn({ turns }: PoolContext, run: PoolRun): void {
  turns.give(run.checked.base.projectId);
}

function choosePermissions({ settings }: PoolContext, run: PoolRun): void {
  const { config } = run.project.settings;
  run.permissions = narrowPermissions(run.entry.handler.granted, config.permissions);
  run.limits = limitsFor(settings, config);
}

function takeWorker(way: PoolContext, run: PoolRun): void | Promise<void> {
  const key = workerKey(run);
  const idle = way.shelf.acquireIdle(key);
  if (idle?.isReady !== true) return waitForWorker(way, run, key, idle);
  run.worker = idle;
  prepareNext(way, run, key, idle);
  return undefined;
}

async function waitForWorker(
  way: PoolContext,
  run: PoolRun,
  key: string,
  idle: PooledWorker | undefined,
): Promise<void> {
  const worker = idle ?? (await way.shelf.start(key, () => way.plan(run)));
  try {
    await untilAborted(worker.ready, run.signal);
  } catch (error) {
    await way.shelf.release(worker, worker.end === undefined);
    throw error;
  }
  run.worker = worker;
  prepareNext(way, run, key, worker);
}

/** Starts a worker ahead of the next task, where that would have to wait for one. */
function prepareNext(way: PoolContext, run: PoolRun, key: string, worker: PooledWorker): void {
  const isWanted = way.turns.waitingOf(run.checked.base.projectId) > 0;
  if (way.shelf.isAtItsLast(worker) || (isWanted && way.shelf.size < way.settings.maxWorkers)) {
    // A spare that cannot be started is no loss: the next task starts its own, and tells why not.
    way.shelf.prepare(key, () => way.plan(run)).catch(() => undefined);
  }
}

async function giveWorkerBack(way: PoolContext, run: PoolRun): Promise<void> {
  if (run.worker !== undefined) await way.shelf.release(run.worker, run.isWorkerUsable);
  const { id: taskId, projectId } = run.checked.base;
  if (run.startedAt !== undefined) way.events.emit('context-cleaned', { projectId, taskId });
}

async function runTask(way: PoolContext, run: PoolRun): Promise<void> {
  while (run.worker !== undefined) {
    const { worker } = run;
    try {
      await runInWorker(way, run, worker);
      return;
    } catch (error) {
      if (!(error instanceof WorkerLost)) throw error;
    }
    run.decided = false;
    run.worker = undefined;
    await way.shelf.release(worker, false);
    await takeWorker(way, run);
  }
}

/** A worker is for one key: project, settings, permissions, and the code that it loads. */
function workerKey({ project, permissions, entry }: PoolRun): string {
  return `${project.settings.key}\0${describePermissions(permissions)}\0${entry.plugins.join('\0')}\0${entry.version}`;
}

function endBeforeStart(run: PoolRun): 'cancelled-waiting' | 'rejected' {
  return run.cancelled ? 'cancelled-waiting' : 'rejected';
}

function endOf(run: PoolRun): 'failed' | 'cancelled-waiting' | 'rejected' {
  return run.startedAt === undefined ? endBeforeStart(run) : 'failed';
}
