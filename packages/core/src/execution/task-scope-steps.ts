import { Logger } from '../logging/logger.ts';
import { Masker } from '../masking/masker.ts';
import { narrowPermissions, permitsSecret } from '../plugin/permissions.ts';
import type { ProviderChoice } from '../services/service-provider.ts';
import { Scope } from '../services/service-scope.ts';
import { disposeWithin } from './dispose-within.ts';
import type { ExecutorContext, Handled, Prepared } from './executor-context.ts';
import type { Opened } from './pipeline-states.ts';
import { Progress } from './progress.ts';
import { TaskContext } from './task-context.ts';
import { TaskContextView } from './task-context-view.ts';
import { TaskLimits } from './task-limits.ts';
import { TaskOutput } from './task-output.ts';
import { createOutput, createProgress, createTaskLogger } from './task-reporting.ts';

/** What the task's scope adds to a task. */
type ScopeParts = Pick<Prepared, 'permissions' | 'timeout' | 'logger' | 'context' | 'scope'>;

/** Opens the scope of the task's services, with what the task itself provides. */
export function openTaskScope(executor: ExecutorContext, state: Opened & Handled): ScopeParts {
  const { run, checked, handler, project, masker } = state;
  const choice: ProviderChoice = {
    taskType: handler.type,
    section: (section) => project.config.section(section),
  };
  executor.registry.assertChosen(handler.services, choice);
  const { settings } = project;
  const permissions = narrowPermissions(handler.granted, settings.config.permissions);
  const timeout = checked.base.timeout ?? handler.timeout ?? executor.timeout;
  const logger = createTaskLogger(executor, state);
  const progress = createProgress(executor, state);
  const context: TaskContext = new TaskContextView({
    run,
    taskId: checked.base.id,
    taskType: handler.type,
    workerId: executor.workerId,
    deadline: Date.now() + timeout,
    settings,
    config: project.config,
    permissions,
    logger,
    progress,
    componentTokens: executor.registry.components,
    scope: () => scope,
  });
  const scope = new Scope({
    kind: 'task',
    registry: executor.registry,
    parent: project.scope,
    choice,
    permits: (secret) => permitsSecret(permissions, secret),
    provided: {
      [TaskContext.id]: context,
      [TaskLimits.id]: {
        grace: executor.grace,
        permissions,
        stop: (error) => run.abort(error),
      } satisfies TaskLimits,
      [TaskOutput.id]: createOutput(executor, state),
      [Progress.id]: { report: progress } satisfies Progress,
      [Logger.id]: logger,
      [Masker.id]: masker,
    },
  });
  return { permissions, timeout, logger, context, scope };
}

/** Disposes the task's services, and sends the last event of a task that has started. */
export function closeTaskScope(executor: ExecutorContext, state: Prepared): void | Promise<void> {
  const disposing = state.scope.dispose();
  if (disposing !== undefined) return disposeAndClean(executor, state, disposing);
  sendCleaned(executor, state);
  return undefined;
}

async function disposeAndClean(
  executor: ExecutorContext,
  state: Prepared,
  disposing: Promise<unknown[]>,
): Promise<void> {
  await logFailures(executor, state, disposing);
  sendCleaned(executor, state);
}

/** Disposes the task's services while its handler may still run. */
export async function disposeTaskScope(executor: ExecutorContext, state: Prepared): Promise<void> {
  const disposing = state.scope.dispose();
  if (disposing !== undefined) await logFailures(executor, state, disposing);
}

async function logFailures(
  { grace }: ExecutorContext,
  { logger }: Prepared,
  disposing: Promise<unknown[]>,
): Promise<void> {
  for (const error of await disposeWithin(disposing, grace)) {
    logger.error({ error }, 'a service of the task could not be disposed');
  }
}

function sendCleaned({ events }: ExecutorContext, { run, checked }: Prepared): void {
  const { id: taskId, projectId } = checked.base;
  if (run.startedAt !== undefined) events.emit('context-cleaned', { projectId, taskId });
}
