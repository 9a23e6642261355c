import { TaskError } from '../errors/task-error.ts';
import { Logger } from '../logging/logger.ts';
import { Masker } from '../masking/masker.ts';
import { narrowPermissions, permitsSecret, type ResolvedPermissions } from '../plugin/permissions.ts';
import type { Projects } from '../project/project-scopes.ts';
import type { ServiceRegistry } from '../services/service-registry.ts';
import { Scope } from '../services/service-scope.ts';
import { type CheckedTask, checkInput } from '../task/validate-task.ts';
import { composeMiddleware, type NamedMiddleware, settleOrAbandon } from './call-handler.ts';
import { checkResult } from './check-result.ts';
import type { HandlerRegistry } from './handler-registry.ts';
import { disposeWithin } from './dispose-within.ts';
import { Progress, type ProgressFunction } from './progress.ts';
import { drainStartWarnings } from './start-warnings.ts';
import { TaskContext } from './task-context.ts';
import { TaskContextView } from './task-context-view.ts';
import type { TaskEventEmitter } from './task-events.ts';
import { TaskLimits } from './task-limits.ts';
import { TaskOutput } from './task-output.ts';
import { createOutput, createProgress, createTaskLogger } from './task-reporting.ts';
import type { TaskRun } from './task-run.ts';
import {
  reserveId,
  releaseId,
  openProject,
  releaseProject,
  validateProjectPath,
  validateProjectPathAgain,
} from './project-steps.ts';
import type { Step } from './pipeline.ts';
import type { Semaphore } from './semaphore.ts';

/** What the steps of a task's way work with: the parts of one executor. */
export interface ExecutorContext {
  readonly workerId: string;
  /** Milliseconds. */
  readonly timeout: number;
  /** Milliseconds. */
  readonly grace: number;
  readonly handlers: HandlerRegistry;
  readonly registry: ServiceRegistry;
  readonly middleware: readonly NamedMiddleware[];
  readonly projects: Projects;
  readonly turns: Semaphore;
  readonly events: TaskEventEmitter;
  /** Tasks in flight by id. */
  readonly runs: Map<string, TaskRun>;
  /** Checks what the caller gave. Throws `INVALID_TASK`. */
  readonly checkTask: (given: unknown) => CheckedTask;
  /** Told when a handler goes on after its task has ended. */
  readonly onAbandoned: () => void;
}

/** The steps that need nothing but the task and its project's path; `validate()` takes these alone. */
export const CHECKING_STEPS: readonly Step<ExecutorContext, TaskRun>[] = [
  { name: 'validate task', failure: 'rejected', run: validateTask },
  { name: 'find handler', failure: 'rejected', run: findHandler },
  { name: 'validate project path', failure: 'rejected', run: validateProjectPath },
  { name: 'validate input', failure: 'rejected', run: validateInput },
];

/** One task's way through an executor, from what the caller gave to a result. */
export const STEPS: readonly Step<ExecutorContext, TaskRun>[] = [
  ...CHECKING_STEPS,
  { name: 'reserve id', failure: 'rejected', run: reserveId, undo: releaseId },
  { name: 'wait for a turn', failure: 'cancelled-waiting', run: waitForTurn, undo: giveTurn },
  { name: 'validate project path again', failure: 'rejected', run: validateProjectPathAgain },
  { name: 'open project', failure: 'rejected', run: openProject, undo: releaseProject },
  { name: 'open task scope', failure: 'rejected', run: openTaskScope, undo: closeTaskScope },
  { name: 'start', failure: 'failed', run: start },
  { name: 'run handler', failure: 'failed', run: runHandler },
  { name: 'validate output', failure: 'failed', run: validateOutput },
];

function validateTask(way: ExecutorContext, run: TaskRun): void {
  run.checked = way.checkTask(run.given);
}

function findHandler(way: ExecutorContext, run: TaskRun): void {
  run.handler = way.handlers.get(run.checked.base.type);
}

function validateInput(_way: ExecutorContext, run: TaskRun): void {
  run.input = checkInput(run.checked, run.handler.type, run.handler.strictInput);
}

function waitForTurn(way: ExecutorContext, run: TaskRun): void | Promise<void> {
  run.throwIfAborted();
  if (way.turns.tryAcquire()) return undefined;
  run.waited = true;
  return way.turns.wait(run.signal);
}

function giveTurn(way: ExecutorContext): void {
  way.turns.give();
}

function openTaskScope(way: ExecutorContext, run: TaskRun): void {
  const { config } = run.project.settings;
  const permissions = narrowPermissions(run.handler.granted, config.permissions);
  run.permissions = permissions;
  run.timeout = run.checked.base.timeout ?? run.handler.timeout ?? way.timeout;
  run.logger = createTaskLogger(way, run);
  const progress = createProgress(way, run);
  run.context = createContext(way, run, permissions, progress);
  run.scope = new Scope({
    kind: 'task',
    registry: way.registry,
    parent: run.project.scope,
    permits: (secret) => permitsSecret(permissions, secret),
    provided: {
      [TaskContext.id]: run.context,
      [TaskLimits.id]: {
        grace: way.grace,
        permissions,
        stop: (error) => run.abort(error),
      } satisfies TaskLimits,
      [TaskOutput.id]: createOutput(way, run),
      [Progress.id]: { report: progress } satisfies Progress,
      [Logger.id]: run.logger,
      [Masker.id]: run.masker,
    },
  });
}

async function closeTaskScope(way: ExecutorContext, run: TaskRun): Promise<void> {
  await disposeScope(way, run);
  const { id: taskId, projectId } = run.checked.base;
  if (run.startedAt !== undefined) way.events.emit('context-cleaned', { projectId, taskId });
}

async function disposeScope(way: ExecutorContext, run: TaskRun): Promise<void> {
  const failures = await disposeWithin(run.scope.dispose(), way.grace);
  for (const error of failures) run.logger.error({ error }, 'a service of the task could not be disposed');
}

function start(way: ExecutorContext, run: TaskRun): void {
  run.startedAt = performance.now();
  way.events.emit('task-started', { task: run.shown });
  for (const warning of drainStartWarnings(run)) run.logger.warn(warning);
}

async function runHandler(way: ExecutorContext, run: TaskRun): Promise<void> {
  const { handler, context, input, timeout, scope } = run;
  const timer = setTimeout(() => {
    const message = `The task ran longer than its timeout of ${timeout} ms.`;
    run.abort(
      new TaskError({ code: 'TASK_TIMEOUT', message, hint: 'Give it more time: timeout, in milliseconds.' }),
    );
  }, timeout);
  const handle = async (): Promise<unknown> => {
    context.signal.throwIfAborted();
    return handler.handle(input, context, scope.lazy(handler.services));
  };
  const call = composeMiddleware(way.middleware, input, context, handle);
  const { signal, logger } = run;
  try {
    const release = (): Promise<void> => disposeScope(way, run);
    const options = { signal, grace: way.grace, release, onAbandoned: way.onAbandoned, logger };
    run.returned = await settleOrAbandon(call(), options);
  } finally {
    run.decided = true;
    clearTimeout(timer);
  }
}

function validateOutput(_way: ExecutorContext, run: TaskRun): void {
  run.result = checkResult(run.returned, run.handler.output, run.masker);
}

function createContext(
  way: ExecutorContext,
  run: TaskRun,
  permissions: ResolvedPermissions,
  progress: ProgressFunction,
): TaskContext {
  return new TaskContextView({
    taskId: run.checked.base.id,
    workerId: way.workerId,
    attempt: run.attempt,
    isLastAttempt: run.isLastAttempt,
    deadline: Date.now() + run.timeout,
    settings: run.project.settings,
    config: run.project.config,
    permissions,
    signal: run.signal,
    logger: run.logger,
    progress,
    componentTokens: way.registry.components,
    scope: () => run.scope,
  });
}
