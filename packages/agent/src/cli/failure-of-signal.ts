import { TaskError } from '@poppobuilder/core';
import type { Failure } from './failure.ts';

/** Returns the reason why the task was stopped as a failure of the run, which reports the agent's cost. */
export function failureOfSignal(signal: AbortSignal): Failure {
  const reason: unknown = signal.reason;
  if (!TaskError.is(reason)) {
    return { code: 'TASK_CANCELLED', message: 'The task was stopped.', retryable: false, cause: reason };
  }
  const { code, message, hint, retryable, retryAfter, deferred } = reason;
  return {
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    retryable,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(deferred === undefined ? {} : { deferred }),
    cause: reason,
  };
}
