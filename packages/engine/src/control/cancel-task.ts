import type { Queryable } from '../database/database.ts';
import { sanitizeForPostgres } from '../database/sanitize-for-postgres.ts';
import { setTransitionReason } from '../database/transition-reason.ts';
import type { EngineContext } from '../engine-context.ts';
import { jobIdOf } from '../job/job-id.ts';
import { endWaiting, readEndedHere } from '../job/ended-waiting.ts';
import type { ControlledTask } from './controlled-task.ts';
import { findTask, type KnownTask } from './known-task.ts';
import { lockJob } from './lock-job.ts';

const DEFAULT_REASON = 'It was cancelled.';
/** How many bytes of a reason a notification carries. Longer ones are read from the database. */
const MAX_NOTIFIED_BYTES = 7_000;

/**
 * Cancels a task: at once while it waits. The process that runs it is asked to stop it.
 *
 * Rejects with `TASK_NOT_FOUND`, `DATABASE_UNAVAILABLE`.
 */
export async function cancelTask(
  context: EngineContext,
  taskId: string,
  givenReason: string = DEFAULT_REASON,
): Promise<ControlledTask> {
  const { database, names, signals, onError } = context;
  const reason = sanitizeForPostgres(givenReason);
  const isRunning = await database.retryWhileUnavailable(async () => requestStop(context, taskId, reason));
  if (isRunning) return { state: 'running' };
  const { jobId, queue } = await database.retryWhileUnavailable(async () =>
    findTask(database, names, taskId),
  );
  const { state, isRequested, ended } = await database.retryWhileUnavailable(async () =>
    database.transaction(async (transaction) => {
      const isActive = await cancelJob(context, transaction, { jobId, queue }, reason);
      const known = await findTask(transaction, names, taskId);
      const tasks = await readEndedHere(transaction, names);
      return { state: known.state, isRequested: isActive, ended: tasks };
    }),
  );
  endWaiting(ended);
  // A process that misses this finds the request when it renews the lease.
  if (isRequested) signals.cancel(jobId).catch(onError);
  // Tasks that waited for it may start now.
  signals.wake([queue]);
  return { state };
}

/** Requests that a running task stops, and notifies its process, in one statement. Whether the task is running. */
async function requestStop(
  { database, names }: EngineContext,
  taskId: string,
  reason: string,
): Promise<boolean> {
  const rows = await database.query(
    `WITH asked AS (
       UPDATE ${names.own}.task SET cancel_reason = coalesce(cancel_reason, $2)
       WHERE job_id = $1 AND state = 'running' RETURNING job_id, attempt, cancel_reason
     )
     SELECT pg_notify($3, CASE WHEN octet_length(cancel_reason) > ${MAX_NOTIFIED_BYTES} THEN 'cancel ' || job_id
       ELSE concat_ws(' ', 'cancel', job_id, attempt, cancel_reason) END) FROM asked`,
    [jobIdOf(taskId), reason, names.name],
  );
  return rows.length > 0;
}

/** Cancels a job that waits, and requests that one that runs stops. Returns whether it runs. */
async function cancelJob(
  { boss, database, names }: EngineContext,
  transaction: Queryable,
  known: Pick<KnownTask, 'jobId' | 'queue'>,
  reason: string,
): Promise<boolean> {
  const job = await lockJob(transaction, names, known);
  if (job === undefined) return false;
  if (job.state === 'active') {
    await transaction.query(
      `UPDATE ${names.own}.task SET cancel_reason = $2 WHERE job_id = $1 AND cancel_reason IS NULL`,
      [job.id, reason],
    );
    return true;
  }
  await setTransitionReason(transaction, { outcome: 'cancelled', reason });
  await boss.cancel(job.queue, job.id, { db: database.forBoss(transaction) });
  return false;
}
