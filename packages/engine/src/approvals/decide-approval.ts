import { TaskError } from '@poppobuilder/core';
import type { ControlledTask } from '../control/controlled-task.ts';
import { findTask, type KnownTask } from '../control/known-task.ts';
import { lockJob } from '../control/lock-job.ts';
import type { Queryable } from '../database/database.ts';
import { setTransitionReason } from '../database/transition-reason.ts';
import type { EngineContext } from '../engine-context.ts';
import { endWaiting, readEndedHere } from '../job/ended-waiting.ts';
import { newTaskId } from '../job/job-id.ts';
import type { ApproveOptions, RejectOptions } from './approval-options.ts';

/** The parts of an engine by which approvals are decided. */
export type DecisionContext = Pick<EngineContext, 'boss' | 'database' | 'names'>;

/** What a person decided. */
export type Decision =
  | ({ readonly verdict: 'approve' } & ApproveOptions)
  | ({ readonly verdict: 'reject' } & RejectOptions);

/**
 * Gives or refuses the approval that a task needs, once. A refused task is cancelled. Returns its state afterwards.
 *
 * Rejects with `TASK_NOT_FOUND`, `INVALID_TASK` (it needs no approval, or another one), `DATABASE_UNAVAILABLE`.
 */
export async function decideApproval(
  context: EngineContext,
  taskId: string,
  decision: Decision,
): Promise<ControlledTask> {
  const { database, names, signals } = context;
  // The transaction may have committed although its answer was lost.
  const number = newTaskId();
  const { known, state, ended } = await database.retryWhileUnavailable(async () =>
    database.transaction(async (transaction) => {
      const found = await findTask(transaction, names, taskId);
      const job = await lockJob(transaction, names, found);
      const isAwaited = job !== undefined && (await awaitsApproval(transaction, context, found));
      if (isAwaited && decision.verdict === 'approve')
        await checkAsked(context, transaction, found, decision);
      if (isAwaited) await decide(context, transaction, found, { ...decision, number });
      else if (!(await isDecided(transaction, context, found, number)))
        throw notAwaited(taskId, decision, found);
      const { state: now } = await findTask(transaction, names, taskId);
      return { known: found, state: now, ended: await readEndedHere(transaction, names) };
    }),
  );
  endWaiting(ended);
  signals.wake([known.queue]);
  return { state };
}

/** Grants or refuses an approval that is awaited, in a transaction that has locked the job. */
export async function decide(
  { boss, database, names }: DecisionContext,
  transaction: Queryable,
  { jobId, queue }: Pick<KnownTask, 'jobId' | 'queue'>,
  decision: Decision & { readonly number: string },
): Promise<void> {
  const { by, number } = decision;
  if (decision.verdict === 'approve') {
    const { comment } = decision;
    await setTransitionReason(transaction, { outcome: 'approved', by, comment, decision: number });
    await transaction.query(`SELECT ${names.own}.approve($1, $2)`, [queue, jobId]);
    return;
  }
  const why = decision.reason === undefined || decision.reason === '' ? '.' : `: ${decision.reason}`;
  const reason = `It was rejected by ${by}${why}`;
  await setTransitionReason(transaction, { outcome: 'rejected', by, reason, decision: number });
  await boss.cancel(queue, jobId, { db: database.forBoss(transaction) });
}

/** Whether a task waits for an approval that can still be given. */
export async function awaitsApproval(
  transaction: Queryable,
  { names: { own } }: Pick<EngineContext, 'names'>,
  { jobId }: Pick<KnownTask, 'jobId'>,
): Promise<boolean> {
  const [row] = await transaction.query<{ is_awaited: boolean }>(
    `SELECT awaits_approval AND is_open AND (expires_at IS NULL OR expires_at > clock_timestamp()) AS is_awaited
     FROM ${own}.task WHERE job_id = $1`,
    [jobId],
  );
  return row?.is_awaited === true;
}

/** What was planned anew since a person has read it is not approved. */
async function checkAsked(
  { names }: EngineContext,
  transaction: Queryable,
  { jobId, queue }: KnownTask,
  { asked }: ApproveOptions,
): Promise<void> {
  if (asked === undefined) return;
  const [row] = await transaction.query<{ message: string }>(
    `SELECT data->'approval'->>'message' AS message FROM ${names.boss}.job WHERE name = $1 AND id = $2`,
    [queue, jobId],
  );
  if (row?.message === asked) return;
  const message = `It asks for another approval by now: ${JSON.stringify(row?.message)}. Read that, and approve it then.`;
  throw new TaskError({ code: 'INVALID_TASK', message });
}

async function isDecided(
  transaction: Queryable,
  { names: { own } }: EngineContext,
  { jobId }: KnownTask,
  number: string,
): Promise<boolean> {
  const rows = await transaction.query(
    `SELECT FROM ${own}.event WHERE job_id = $1 AND data->>'decision' = $2`,
    [jobId, number],
  );
  return rows.length > 0;
}

function notAwaited(taskId: string, { verdict }: Decision, { state }: KnownTask): TaskError {
  return new TaskError({
    code: 'INVALID_TASK',
    message: `The argument "id" of tasks.${verdict}() is ${JSON.stringify(taskId)}, but that task does not wait for an approval: it is ${state}. It was submitted without one, somebody has decided, or the time for it is over.`,
    taskId,
  });
}
