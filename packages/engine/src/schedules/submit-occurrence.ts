import { TaskError } from '@poppobuilder/core';
import { DatabaseError } from 'pg';
import type { PgBoss } from 'pg-boss';
import type { Database, Queryable } from '../database/database.ts';
import type { ExternalTransaction } from '../database/external-transaction.ts';
import { isUnavailable } from '../database/unavailable.ts';
import type { SchemaNames } from '../schema/names.ts';
import type { Submission, Submitted } from '../submit/submit-options.ts';
import type { Submitter } from '../submit/submitter.ts';
import { findOpenTasks, supersede } from './open-tasks.ts';
import { type ScheduleRow, writeSchedule } from './schedule-row.ts';
import { scheduledTask } from './scheduled-task.ts';

/** What an occurrence is submitted with. */
export interface SubmitOccurrenceParts {
  readonly boss: PgBoss;
  readonly database: Database;
  readonly names: SchemaNames;
  readonly submitter: Submitter;
  readonly onError: (error: unknown) => void;
}

/** What is to be told to others once the transaction is committed. */
export interface Aftermath {
  /** Queues that changed. */
  readonly queues: readonly string[];
  /** Jobs of tasks that run and shall end. */
  readonly stopping: readonly string[];
  readonly submitted?: Submitted | undefined;
}

/** Submits the task of an occurrence as the overlap policy says, and writes down what became of it. */
export async function submitOccurrence(
  parts: SubmitOccurrenceParts,
  transaction: Queryable,
  row: ScheduleRow,
  at: Date,
  manualId?: string,
): Promise<Aftermath> {
  const { names, submitter } = parts;
  const submission = scheduledTask(row, at, manualId);
  // Its own is among them when it is submitted once more.
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
    for (const task of open) if (await supersede(parts, transaction, task)) stopping.push(task.job_id);
  }
  await writeSchedule(transaction, names, row.id, {
    last: { at: at.toISOString(), taskId: submitted.id },
  });
  return { queues: [queue, ...open.map((task) => task.queue)], stopping, submitted };
}

/**
 * As {@link submitOccurrence}, and a task that is refused is written down instead of thrown. Whatever may be over soon is
 * thrown, so that the occurrence is taken again.
 */
export async function trySubmitOccurrence(
  parts: SubmitOccurrenceParts,
  transaction: Queryable,
  row: ScheduleRow,
  at: Date,
): Promise<Aftermath> {
  await transaction.query('SAVEPOINT occurrence');
  try {
    return await submitOccurrence(parts, transaction, row, at);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    await transaction.query('ROLLBACK TO SAVEPOINT occurrence');
    const code = TaskError.is(error) ? error.code : 'COMPONENT_FAILED';
    const { message } = error as Error;
    parts.onError(error);
    await writeSchedule(transaction, parts.names, row.id, {
      last_error: { at: at.toISOString(), code, message },
    });
    return { queues: [], stopping: [] };
  }
}

/** Whether it would be the same each time. The database says so only of values (classes 22 and 23). */
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
