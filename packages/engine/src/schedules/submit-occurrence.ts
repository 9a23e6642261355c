import { TaskError } from '@poppobuilder/core';
import { DatabaseError } from 'pg';
import type { Queryable } from '../database/database.ts';
import type { ExternalTransaction } from '../database/external-transaction.ts';
import { isUnavailable } from '../database/unavailable.ts';
import type { EngineContext } from '../engine-context.ts';
import type { Submission, Submitted } from '../submit/submit-options.ts';
import type { Submitter } from '../submit/submitter.ts';
import { findOpenTasks, supersede } from './open-tasks.ts';
import { type ScheduleRow, writeSchedule } from './schedule-row.ts';
import { scheduledTask } from './scheduled-task.ts';

/** An occurrence of a schedule. */
export interface Occurrence {
  /** The schedule, which must be locked. */
  readonly row: ScheduleRow;
  readonly at: Date;
  /** Set when a caller asked for it. */
  readonly manualId?: string | undefined;
}

/** What to notify other processes of once the transaction has committed. */
export interface OccurrenceEffects {
  /** Queues that changed. */
  readonly queues: readonly string[];
  /** Jobs of running tasks that are to stop. */
  readonly stopping: readonly string[];
  readonly submitted?: Submitted | undefined;
}

/** Submits the task of an occurrence as the overlap policy says, and stores the result with the schedule. */
export async function submitOccurrence(
  context: EngineContext,
  submitter: Submitter,
  transaction: Queryable,
  { row, at, manualId }: Occurrence,
): Promise<OccurrenceEffects> {
  const { names } = context;
  const submission = scheduledTask(row, at, manualId);
  // Its own task is among them when the occurrence is submitted again.
  const open = (await findOpenTasks(transaction, names, row.id)).filter(
    ({ id }) => id !== submission.task.id,
  );
  const [first] = open;
  if (first !== undefined && row.overlap === 'skip' && manualId === undefined) {
    await writeSchedule(transaction, names, row.id, {
      last_skipped: { at: at.toISOString(), taskId: first.id },
    });
    return { queues: [], stopping: [] };
  }
  const { queue } = submitter.prepare(submission);
  const submitted = await submitWithin(submitter, transaction, submission);
  const stopping: string[] = [];
  if (row.overlap === 'cancel') {
    for (const task of open) if (await supersede(context, transaction, task)) stopping.push(task.job_id);
  }
  await writeSchedule(transaction, names, row.id, {
    last: { at: at.toISOString(), taskId: submitted.id },
  });
  return { queues: [queue, ...open.map((task) => task.queue)], stopping, submitted };
}

/**
 * Does the same as {@link submitOccurrence}, but stores the error of a refused task with the schedule. Rejects with temporary
 * errors, so that the occurrence is processed again.
 */
export async function trySubmitOccurrence(
  context: EngineContext,
  submitter: Submitter,
  transaction: Queryable,
  { row, at }: Occurrence,
): Promise<OccurrenceEffects> {
  await transaction.query('SAVEPOINT occurrence');
  try {
    return await submitOccurrence(context, submitter, transaction, { row, at });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    await transaction.query('ROLLBACK TO SAVEPOINT occurrence');
    const code = TaskError.is(error) ? error.code : 'COMPONENT_FAILED';
    const { message } = error as Error;
    context.onError(error);
    await writeSchedule(transaction, context.names, row.id, {
      last_error: { at: at.toISOString(), code, message },
    });
    return { queues: [], stopping: [] };
  }
}

/** Whether a repetition would fail in the same way. Of the database's errors, those about values do (classes 22 and 23). */
function isRefusal(error: unknown): boolean {
  if (TaskError.is(error)) return !error.retryable;
  return error instanceof DatabaseError ? /^2[23]/.test(error.code ?? '') : !isUnavailable(error);
}

async function submitWithin(
  submitter: Submitter,
  transaction: Queryable,
  submission: Submission,
): Promise<Submitted> {
  const external: ExternalTransaction = {
    query: async (text, values) => ({ rows: [...(await transaction.query(text, values))] }),
  };
  const [submitted] = await submitter.submit([submission], { transaction: external });
  return submitted as Submitted;
}
