import { TaskError } from '../errors/task-error.ts';
import { composeMiddleware, settleOrAbandon } from './call-handler.ts';
import type { ExecutorContext, Prepared } from './executor-context.ts';
import { drainStartWarnings } from './start-warnings.ts';
import { disposeTaskScope } from './task-scope-steps.ts';

/** Starts the task's clock, and sends its first event. */
export function startTask({ events }: ExecutorContext, state: Prepared): void {
  const { run, shown, logger } = state;
  run.startedAt = performance.now();
  events.emit('task-started', { task: shown });
  for (const warning of drainStartWarnings(state)) logger.warn(warning);
}

/** Runs the handler inside its middleware until it settles, or until it is abandoned. */
export async function runHandler(
  executor: ExecutorContext,
  state: Prepared,
): Promise<{ readonly returned: unknown }> {
  const { run, handler, context, input, timeout, scope, logger } = state;
  const { grace, onAbandoned, middleware } = executor;
  const timer = setTimeout(() => run.abort(timeoutError(timeout)), timeout);
  const handle = async (): Promise<unknown> => {
    run.throwIfAborted();
    assertPlans(state);
    return handler.handle(input, context, scope.lazy(handler.services));
  };
  const call = composeMiddleware(middleware, input, context, handle);
  try {
    const release = (): Promise<void> => disposeTaskScope(executor, state);
    return { returned: await settleOrAbandon(call(), { run, grace, release, onAbandoned, logger }) };
  } finally {
    run.decided = true;
    clearTimeout(timer);
  }
}

/** Before its plan is approved, a task must change nothing. */
function assertPlans({ run, handler }: Pick<Prepared, 'run' | 'handler'>): void {
  if (run.approval?.isGiven !== false || handler.plans === true) return;
  throw new TaskError({
    code: 'INVALID_TASK',
    message: `Tasks of the type "${handler.type}" make no plan that could be approved.`,
    fields: [{ path: 'options.approval.of', message: `cannot be "plan" for the type "${handler.type}"` }],
    hint: 'Leave "of" out: then the task waits for its approval before it starts.',
  });
}

function timeoutError(timeout: number): TaskError {
  return new TaskError({
    code: 'TASK_TIMEOUT',
    message: `The task ran longer than its timeout of ${timeout} ms.`,
    hint: 'Set a longer "timeout", in milliseconds.',
  });
}
