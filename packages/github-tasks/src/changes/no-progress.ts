import { TaskError } from '@poppobuilder/core';
import type { Workspace } from '@poppobuilder/workspace';
import { isDeferred } from '../assignment/is-retried.ts';
import type { Journal } from '../journal/journal.ts';
import type { ChangeWork } from './change-work.ts';
import type { WorkSteps } from './work-steps.ts';

/** After how many failed runs of the agent that left the same files the task stops. */
const MAX_RUNS = 3;

/** The parts of a task that {@link whileProgressing} needs. */
export interface ProgressingWork {
  readonly work: Pick<ChangeWork, 'context'>;
  readonly journal: Journal<WorkSteps>;
}

/**
 * Runs the agent. Rejects with `NO_PROGRESS` when it has failed several times, each time with the same files as before: another
 * attempt would cost as much and lead to the same.
 */
export async function whileProgressing<T>(
  { work: { context }, journal }: ProgressingWork,
  workspace: Pick<Workspace, 'snapshot'>,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const isRepeated = TaskError.is(error) && error.retryable && error.code !== 'TASK_CANCELLED';
    if (!isRepeated || isDeferred(context, error) || context.signal.aborted) throw error;
    const files = await workspace.snapshot();
    const { stuck } = journal.steps;
    const runs = stuck?.files === files ? stuck.runs + 1 : 1;
    await journal.record({ stuck: { files, runs } });
    if (runs < MAX_RUNS || context.isLastAttempt) throw error;
    throw noProgress(runs, error);
  }
}

function noProgress(runs: number, cause: TaskError): TaskError {
  return new TaskError({
    code: 'NO_PROGRESS',
    message: `The agent failed ${runs} times and left the same files each time. The last failure: ${cause.message}`,
    hint: 'Remove the cause of the failure, or give the agent a smaller task. Then run the task again.',
    retryable: false,
    cause,
  });
}
