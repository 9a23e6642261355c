import type { Queryable } from '../database/database.ts';
import type { FetchedJob } from '../job/fetched-job.ts';
import type { FetchContext } from './fetch-context.ts';

/** After a longer transaction, tasks would have to be handed back at once. In milliseconds, as all times here. */
const MAX_TRANSACTION_TIME = 3_500;
const LOCK_TIMEOUT = 1_000;
/** SQLSTATE of a statement that waited for a lock for too long. */
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Fetches tasks in a transaction, which begins with a statement without values. Returns nothing when a lock is not available
 * in time: tasks of other queues can be fetched in the meantime, and these later.
 */
export async function fetchInTransaction(
  { database, timeout }: Pick<FetchContext, 'database' | 'timeout'>,
  firstStatement: string,
  fetch: (transaction: Queryable) => Promise<FetchedJob[]>,
): Promise<FetchedJob[]> {
  const transactionTimeout = Math.min(timeout, MAX_TRANSACTION_TIME);
  const settings = `SET LOCAL lock_timeout = ${LOCK_TIMEOUT}; SET LOCAL statement_timeout = ${transactionTimeout}`;
  try {
    return await database.tasks.transaction(fetch, {
      timeout: transactionTimeout,
      settings: `${settings}; ${firstStatement}`,
    });
  } catch (error) {
    if ((error as { code?: unknown }).code !== LOCK_NOT_AVAILABLE) throw error;
    return [];
  }
}
