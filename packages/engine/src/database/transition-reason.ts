import type { Queryable } from './database.ts';
import { sanitizeForPostgres } from './sanitize-for-postgres.ts';

/** Why pg-boss is asked for something: the history keeps it with the new state. */
export interface Reason {
  readonly outcome: 'cancelled' | 'expired' | 'superseded' | 'skipped' | 'retried' | 'failed';
  readonly reason?: string | undefined;
  readonly error?: unknown;
}

/** Gives the reason for what the transaction does from here on. */
export async function setTransitionReason(transaction: Queryable, reason: Reason): Promise<void> {
  await transaction.query(`SELECT set_config('poppobuilder.reason', $1, true)`, [
    JSON.stringify(sanitizeForPostgres(reason)),
  ]);
}

/** Takes the reason back, for what else is done in a transaction of the caller's. */
export async function clearTransitionReason(transaction: Queryable): Promise<void> {
  await transaction.query(`SELECT set_config('poppobuilder.reason', '', true)`, []);
}
