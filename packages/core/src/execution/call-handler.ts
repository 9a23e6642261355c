import { setTimeout as delay } from 'node:timers/promises';
import { TaskError } from '../errors/task-error.ts';
import { reasonOf } from '../errors/reason-of.ts';
import type { Logger } from '../logging/logger.ts';
import type { TaskMiddleware } from './middleware.ts';
import type { TaskContext } from './task-context.ts';
import type { TaskRun } from './task-run.ts';
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

/** Calls one middleware. A `TaskError` of its own decides; any other defect of it is logged and skipped. */
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
      const message = `a middleware of ${plugin} has a defect and was skipped: ${reasonOf(error)}`;
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

/** What a handler may take to notice that the processes it waited for were killed. In milliseconds. */
const NOTICE_TIME = 100;

/** How to wait for work that may be asked to stop. */
export interface StopOptions {
  /** Asks the work to stop. */
  readonly run: Pick<TaskRun, 'abortReason' | 'onAbort'>;
  /** Between the request to stop and the end of the work. In milliseconds. */
  readonly grace: number;
  /** Ends what the work still holds; called when the grace is over. */
  readonly release: () => Promise<unknown>;
  /** Called when the work continues all the same. */
  readonly onAbandoned: () => void;
  readonly logger: Logger;
}

type Settled = { readonly value: unknown } | { readonly error: unknown };

/**
 * Waits for work. When the run aborts first, waits for the work to end and rejects with the reason of the abort. Work that
 * continues after the grace is abandoned: the error says so, and the log gets its late outcome.
 */
export async function settleOrAbandon(work: Promise<unknown>, options: StopOptions): Promise<unknown> {
  const { run } = options;
  let removeListener: (() => void) | undefined;
  const first = await new Promise<Settled | undefined>((resolve) => {
    work.then(
      (value) => resolve({ value }),
      (error: unknown) => resolve({ error }),
    );
    if (run.abortReason === undefined) removeListener = run.onAbort(() => resolve(undefined));
    else resolve(undefined);
  });
  removeListener?.();
  const reason = run.abortReason;
  if (reason !== undefined) return stopOrAbandon(work, reason, options);
  if (first !== undefined && 'error' in first) throw first.error;
  return first?.value;
}

async function stopOrAbandon(
  work: Promise<unknown>,
  reason: TaskError,
  options: StopOptions,
): Promise<never> {
  const { grace, logger } = options;
  const settled = work.then(
    (value): Settled => ({ value }),
    (error: unknown): Settled => ({ error }),
  );
  const timer = new AbortController();
  const over = delay(grace, undefined, { signal: timer.signal, ref: true }).then(
    () => 'over' as const,
    () => 'over' as const,
  );
  const inTime = await Promise.race([settled, over]);
  timer.abort();
  if (inTime !== 'over') throw errorOf(inTime, reason, logger);
  await Promise.race([settled, options.release().then(() => delay(NOTICE_TIME))]);
  const late = await Promise.race([settled, Promise.resolve('late' as const)]);
  if (late !== 'late') throw errorOf(late, reason, logger);
  options.onAbandoned();
  void settled.then((outcome) =>
    logger.warn({ ...outcome }, 'an abandoned handler has ended; its outcome is ignored'),
  );
  throw abandoned(reason, grace);
}

/** The error of a handler that was asked to stop: its own if it has the same code and more details, such as the cost so far. */
function errorOf(outcome: Settled, reason: TaskError, logger: Logger): TaskError {
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
    hint: 'Watch context.signal in the handler, and stop when it aborts.',
    result,
    cause: reason,
  });
}
