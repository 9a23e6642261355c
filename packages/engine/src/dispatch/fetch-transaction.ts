import type { Database, Queryable } from '../database/database.ts';
import type { FetchedJob } from '../consumer/running-attempt.ts';

/** Milliseconds within which a claim is made or undone: longer ones would give tasks that are to be handed back at once. */
const MOST = 3_500;
/** Milliseconds that it waits for a lock of somebody else's. */
const LOCK_WAIT = 1_000;
const LOCK_TIMEOUT = '55P03';

/** What a claim in a transaction is made with. */
export interface ClaimTransactionParts {
  readonly database: Database;
  /** Milliseconds within which the database answers a claim. */
  readonly answer: number;
}

/**
 * Claims in a transaction, which begins with a statement without values. Gives nothing when somebody else holds a lock for
 * longer than a claim can wait: others can be made meanwhile, and this one again later.
 */
export async function fetchInTransaction(
  { database, answer }: ClaimTransactionParts,
  first: string,
  claim: (transaction: Queryable) => Promise<FetchedJob[]>,
): Promise<FetchedJob[]> {
  const within = Math.min(answer, MOST);
  const settings = `SET LOCAL lock_timeout = ${LOCK_WAIT}; SET LOCAL statement_timeout = ${within}`;
  try {
    return await database.work.transaction(async (transaction) => {
      await transaction.query(`${settings}; ${first}`);
      return claim(transaction);
    }, within);
  } catch (error) {
    if ((error as { code?: unknown }).code !== LOCK_TIMEOUT) throw error;
    return [];
  }
}
