import { setTimeout as delay } from 'node:timers/promises';
import { TaskError } from '../errors/task-error.ts';
import { reasonOf } from '../errors/reason-of.ts';
import type { Logger } from '../logging/logger.ts';
import type { TaskMiddleware } from './middleware.ts';
import type { TaskContext } from './task-context.ts';
import type { BaseTask } from '../task/task.ts';

/** A middleware and the plugin it came from. */
export interface NamedMiddleware {
  readonly plugin: string;
  readonly layer: TaskMiddleware;
}

/** Wraps a handler's call in middleware, the first outermost. */
export function composeMiddleware(
  middleware: readonly NamedMiddleware[],
  task: BaseTask,
  context: TaskContext,
  handle: () => Promise<unknown>,
): () => Promise<unknown> {
  return middleware.reduceRight<() => Promise<unknown>>(
    (next, named) => () => callLayer(named, task, context, next),
    handle,
  );
}

/** Calls one middleware. A `TaskError` of its own decides; any other defect of it is logged and stepped over. */
async function callLayer(
  { plugin, layer }: NamedMiddleware,
  task: BaseTask,
  context: TaskContext,
  next: () => Promise<unknown>,
): Promise<unknown> {
  let called: Promise<unknown> | undefined;
  const callOnce = (): Promise<unknown> => {
    called ??= next();
    // A middleware that does not wait for its outcome must not leave it unhandled.
    called.catch(() => undefined);
    return called;
  };
  try {
    const returned = await layer(task, context, callOnce);
    await called?.catch(() => undefined);
    return returned;
  } catch (error) {
    if (TaskError.is(error)) {
      await called?.catch(() => undefined);
      throw error;
    }
    if (context.signal.aborted) throw context.signal.reason;
    const outcome = callOnce();
    if ((await rejectionOf(outcome)) !== error) {
      const message = `a middleware of ${plugin} has a defect and was stepped over: ${reasonOf(error)}`;
      context.logger.error({ error }, message);
    }
    return outcome;
  }
}

async function rejectionOf(outcome: Promise<unknown>): Promise<unknown> {
  try {
    await outcome;
    return undefined;
  } catch (reason) {
    return reason;
  }
}

/** How long, in milliseconds, a handler may take to notice that the processes it waited for were killed. */
const NOTICE_TIME = 100;

/** How to wait for work that may be asked to stop. */
export interface StopOptions {
  readonly signal: AbortSignal;
  /** Milliseconds that the work has to end once the signal aborted. */
  readonly grace: number;
  /** Ends what the work still holds; called when the grace is over. */
  readonly release: () => Promise<unknown>;
  /** Told when the work goes on all the same. */
  readonly onAbandoned: () => void;
  readonly logger: Logger;
}

/**
 * Waits for work. When the signal aborts first, waits for the work to end and rejects with the signal's reason. Work
 * that goes on after the grace is abandoned: the error says so, and what comes of it later goes to the log.
 */
export async function settleOrAbandon(work: Promise<unknown>, options: StopOptions): Promise<unknown> {
  const { signal, grace, logger } = options;
  const aborted = Promise.withResolvers<void>();
  const onAbort = (): void => aborted.resolve();
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  const settled = work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  try {
    const first = await Promise.race([settled, aborted.promise]);
    if (first !== undefined && !signal.aborted) {
      if ('error' in first) throw first.error;
      return first.value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
  const timer = new AbortController();
  const over = delay(grace, undefined, { signal: timer.signal, ref: true }).then(
    () => 'over' as const,
    () => 'over' as const,
  );
  const inTime = await Promise.race([settled, over]);
  timer.abort();
  if (inTime !== 'over') {
    throw endOf(inTime, signal.reason as TaskError, logger);
  }
  await Promise.race([settled, options.release().then(() => delay(NOTICE_TIME))]);
  const late = await Promise.race([settled, Promise.resolve('late' as const)]);
  if (late !== 'late') throw endOf(late, signal.reason as TaskError, logger);
  options.onAbandoned();
  void settled.then((outcome) =>
    logger.warn({ ...outcome }, 'an abandoned handler ended; its outcome is ignored'),
  );
  throw abandoned(signal.reason as TaskError, grace);
}

/** The error of a handler that was asked to stop: its own when it tells the same end with more, such as the cost so far. */
function endOf(
  outcome: { readonly value: unknown } | { readonly error: unknown },
  reason: TaskError,
  logger: Logger,
): TaskError {
  if (!('error' in outcome) || outcome.error === reason) return reason;
  if (TaskError.is(outcome.error) && outcome.error.code === reason.code) return outcome.error;
  logger.debug({ error: outcome.error }, 'the handler failed while it was stopping');
  return reason;
}

function abandoned(reason: TaskError, grace: number): TaskError {
  const { code, message, result } = reason;
  return new TaskError({
    code,
    message: `${message} Its handler did not stop within the grace of ${grace} ms and was abandoned.`,
    hint: 'Let the handler watch context.signal, and give up when it aborts.',
    result,
    cause: reason,
  });
}
