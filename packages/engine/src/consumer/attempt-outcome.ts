import { TaskError } from '@poppobuilder/core';
import type { RunningAttempt, StopCause } from './running-attempt.ts';
import type { OutcomeDetails } from './record-outcome.ts';

/** How an attempt ended that did not succeed. */
export function outcomeOf(cause: StopCause | undefined, error: TaskError): OutcomeDetails {
  if (cause === undefined || error.code !== 'TASK_CANCELLED') return { outcome: 'failed', error };
  // What was lost may still be ours to give back, for nothing of it runs any more.
  if (cause.kind === 'released' || cause.kind === 'lost') return { outcome: 'released' };
  return { outcome: cause.kind, reason: cause.reason, error };
}

/** The error of an attempt that was stopped before it was given to the runner. */
export const notStarted = ({ task }: RunningAttempt): TaskError =>
  new TaskError({
    code: 'TASK_CANCELLED',
    message: 'The task was stopped before it started.',
    taskId: task.id,
  });

/** Why the claims of an attempt do not count any more. */
export function leaseLost({ task }: RunningAttempt): TaskError {
  const message = `The lease of the task "${task.id}" was lost, and its claims with it. It stops, so that no two work on the same.`;
  return new TaskError({ code: 'LEASE_LOST', message, taskId: task.id });
}

/** What is told when nobody took the end of an attempt. */
export function lateOutcome({ task, attempt }: RunningAttempt): TaskError {
  return new TaskError({
    code: 'LEASE_LOST',
    message: `Attempt ${attempt} of the task "${task.id}" ended after another consumer had taken the task over. Its end was not recorded.`,
    taskId: task.id,
  });
}

/** The error of an attempt whose end the database does not take. */
export function rejectedOutcome({ task, attempt }: RunningAttempt, cause: unknown): TaskError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new TaskError({
    code: 'INVALID_OUTPUT',
    message: `Attempt ${attempt} of the task "${task.id}" ended, and the database does not take what it ended with: ${why}.`,
    hint: 'Let the task give back less, for example the name of a file that holds the rest.',
    taskId: task.id,
    cause,
  });
}
