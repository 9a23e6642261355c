import type { Queryable } from '../database/database.ts';
import { sanitizeForPostgres } from '../database/sanitize-for-postgres.ts';
import type { EngineContext } from '../engine-context.ts';
import { endWaiting, readEndedHere } from '../job/ended-waiting.ts';
import { lockFlow } from './lock-flow.ts';

/** What the cancelling of many tasks needs. */
export interface CancelContext extends Pick<EngineContext, 'database' | 'names' | 'onError'> {
  readonly signals: Pick<EngineContext['signals'], 'notifyEvents' | 'cancel'>;
}

/** Cancels all tasks of a flow that have not ended. False when there is no such flow. */
export async function cancelFlow(context: CancelContext, id: string, reason: string): Promise<boolean> {
  const { names } = context;
  return cancelAll(context, reason, async (transaction) => {
    await lockFlow(transaction, names, id);
    return transaction.query(`SELECT job_id FROM ${names.own}.flow_task WHERE flow = $1`, [id]);
  });
}

/** Cancels a job, and all that depend on it, that have not ended. */
export async function cancelSubtree(context: CancelContext, jobId: string, reason: string): Promise<void> {
  const { own } = context.names;
  await cancelAll(context, reason, async (transaction) => {
    const [root] = await transaction.query<{ flow: string | null }>(
      `SELECT flow FROM ${own}.task WHERE job_id = $1`,
      [jobId],
    );
    if (typeof root?.flow === 'string') await lockFlow(transaction, context.names, root.flow);
    return transaction.query(
      `WITH RECURSIVE below AS (
         SELECT $1::uuid AS job_id
         UNION SELECT d.child FROM below b JOIN ${own}.dependency d ON d.parent = b.job_id
       ) SELECT job_id FROM below`,
      [jobId],
    );
  });
}

/** Makes jobs that ended because of this one, on which they depend, wait again. */
export async function reopenSubtree(
  { names }: Pick<EngineContext, 'names'>,
  jobId: string,
  transaction: Queryable,
): Promise<void> {
  await transaction.query(`SELECT ${names.own}.reset_subtree($1)`, [jobId]);
}

/** Cancels jobs that have not started, and requests that those that run stop. Whether there are any jobs. */
async function cancelAll(
  { database, names, signals, onError }: CancelContext,
  givenReason: string,
  find: (transaction: Queryable) => Promise<readonly { readonly job_id: string }[]>,
): Promise<boolean> {
  const reason = sanitizeForPostgres(givenReason);
  const { found, running, ended } = await database.retryWhileUnavailable(async () =>
    database.transaction(async (transaction) => {
      const rows = await find(transaction);
      const jobIds = rows.map(({ job_id: jobId }) => jobId);
      const stopping = await cancelJobs(transaction, names.own, jobIds, reason);
      return { found: jobIds, running: stopping, ended: await readEndedHere(transaction, names) };
    }),
  );
  endWaiting(ended);
  signals.notifyEvents();
  // A process that misses this finds the request when it renews the lease.
  for (const jobId of running) signals.cancel(jobId).catch(onError);
  return found.length > 0;
}

/** Returns the jobs that run. */
async function cancelJobs(
  transaction: Queryable,
  own: string,
  jobIds: readonly string[],
  reason: string,
): Promise<string[]> {
  const cancelWaiting = async (): Promise<unknown> =>
    transaction.query(`SELECT ${own}.cancel_waiting($1::uuid[], $2)`, [jobIds, reason]);
  await cancelWaiting();
  const rows = await transaction.query<{ job_id: string }>(
    `UPDATE ${own}.task SET cancel_reason = coalesce(cancel_reason, $2)
     WHERE job_id = ANY($1::uuid[]) AND is_open RETURNING job_id`,
    [jobIds, reason],
  );
  // A job whose attempt ended in the meantime waits now.
  if (rows.length > 0) await cancelWaiting();
  return rows.map(({ job_id: id }) => id);
}
