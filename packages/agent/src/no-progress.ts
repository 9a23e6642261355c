import { type TaskContext, TaskError } from '@poppobuilder/core';
import { anyObject, callable, parseArgument, withFunctions } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { AgentError } from './agent-error.ts';

/** After how many failed runs of the agent without progress the task stops. */
const MAX_RUNS = 3;

/** The recorded step of a task whose agent fails. */
export interface StuckStep {
  /** What the last failed run of the agent left, and how many runs in a row have left the same. */
  readonly stuck: { readonly left: string; readonly runs: number };
}

/** The parts of a task that {@link whileProgressing} needs. */
export interface ProgressingWork {
  readonly context: Pick<TaskContext, 'isLastAttempt' | 'mayDefer' | 'signal'>;
  readonly journal: {
    readonly steps: Readonly<Partial<StuckStep>>;
    record(steps: Partial<StuckStep>): Promise<void>;
  };
  /** Resolves with what a failed run has left: files, or answers. */
  readonly left: () => Promise<string>;
}

const workSchema = z.looseObject({
  context: anyObject,
  journal: withFunctions<ProgressingWork['journal']>(['record'], 'a journal'),
  left: callable(),
});

/**
 * Runs the agent. Rejects with `NO_PROGRESS` when it has failed several times, and left the same each time: another attempt
 * would cost as much and lead to the same. Rejects with `INVALID_TASK` for wrong arguments.
 */
export async function whileProgressing<T>(work: ProgressingWork, run: () => Promise<T>): Promise<T> {
  parseArgument(workSchema, work, { of: 'whileProgressing()', name: 'work' });
  parseArgument(callable(), run, { of: 'whileProgressing()', name: 'run' });
  const { context, journal, left } = work;
  try {
    return await run();
  } catch (error) {
    const isRepeated = TaskError.is(error) && error.retryable && error.code !== 'TASK_CANCELLED';
    if (!isRepeated || (context.mayDefer && error.deferred === true) || context.signal.aborted) throw error;
    const now = await left();
    const { stuck } = journal.steps;
    const runs = stuck?.left === now ? stuck.runs + 1 : 1;
    await journal.record({ stuck: { left: now, runs } });
    if (runs < MAX_RUNS || context.isLastAttempt) throw error;
    throw noProgress(runs, error);
  }
}

/** Reports the cost of the last run, as a failure of it does. */
function noProgress(runs: number, cause: TaskError): TaskError {
  const { usage, costUsd, estimated, sessionId, turns } = cause as Partial<AgentError>;
  return new AgentError({
    code: 'NO_PROGRESS',
    message: `The agent failed ${runs} times without any progress: it left the same files, and no new answer. The last failure: ${cause.message}`,
    hint: 'Remove the cause of the failure, or give the agent a smaller task. Then run the task again.',
    retryable: false,
    cause,
    usage,
    costUsd,
    estimated,
    sessionId,
    turns,
  });
}
