import { TaskError } from '@poppobuilder/core';
import { reasonOf } from '@poppobuilder/core/runner-kit';
import type { OutcomeDetails } from './outcome-details.ts';
import type { RunningAttempt } from './running-attempt.ts';
import type { StopCause } from './stop-cause.ts';

/** Returns the outcome of an attempt that did not succeed. */
export function outcomeOf(cause: StopCause | undefined, error: TaskError): OutcomeDetails {
  if (cause === undefined || error.code !== 'TASK_CANCELLED') {
    return { outcome: error.deferred === true ? 'deferred' : 'failed', error };
  }
  // The lease may still be ours: then the task can be handed back, as nothing of it runs any more.
  if (cause.kind === 'released' || cause.kind === 'lost') return { outcome: 'released' };
  if (cause.kind === 'held') return { outcome: 'deferred', reason: cause.reason };
  return { outcome: cause.kind, reason: cause.reason, error };
}

/** Returns the error of an attempt that was stopped before the runner received it. */
export const notStarted = ({ task }: RunningAttempt): TaskError =>
  new TaskError({
    code: 'TASK_CANCELLED',
    message: 'The task was stopped before it started.',
    taskId: task.id,
  });

/** Returns the reason why the claims of an attempt are no longer valid. */
export function leaseLost({ task }: RunningAttempt): TaskError {
  const message = `The lease of the task "${task.id}" was lost, and its claims with it. The task stops, because another consumer may start it.`;
  return new TaskError({ code: 'LEASE_LOST', message, taskId: task.id });
}

/** Returns the error to report when an outcome came too late to be recorded. */
export function lateOutcome({ task, attempt }: RunningAttempt): TaskError {
  return new TaskError({
    code: 'LEASE_LOST',
    message: `Attempt ${attempt} of the task "${task.id}" ended after another consumer had taken over the task. Its outcome was not recorded.`,
    taskId: task.id,
  });
}

/** Returns the error of an attempt whose outcome the database refuses to store. */
export function rejectedOutcome({ task, attempt }: RunningAttempt, cause: unknown): TaskError {
  return new TaskError({
    code: 'INVALID_OUTPUT',
    message: `Attempt ${attempt} of the task "${task.id}" ended, but the database cannot store its outcome: ${reasonOf(cause)}.`,
    hint: 'Return less from the task, for example the name of a file with the data.',
    taskId: task.id,
    cause,
  });
}
