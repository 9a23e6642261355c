import type { Queryable } from './database.ts';
import { sanitizeForPostgres } from './sanitize-for-postgres.ts';

/** Why a task changes its state. The history keeps it with the new state. */
export interface TransitionReason {
  readonly outcome:
    | 'cancelled'
    | 'expired'
    | 'superseded'
    | 'skipped'
    | 'retried'
    | 'failed'
    | 'approved'
    | 'revised'
    | 'rejected';
  /** Who decided, with what comment, and the number of the decision. */
  readonly by?: string | undefined;
  readonly comment?: string | undefined;
  readonly decision?: string | undefined;
  readonly reason?: string | undefined;
  readonly error?: unknown;
}

/** Sets the reason for all transitions that follow in the transaction. */
export async function setTransitionReason(transaction: Queryable, reason: TransitionReason): Promise<void> {
  await transaction.query(`SELECT set_config('poppobuilder.reason', $1, true)`, [
    JSON.stringify(sanitizeForPostgres(reason)),
  ]);
}

/** Clears the reason, for what follows in a transaction of the caller. */
export async function clearTransitionReason(transaction: Queryable): Promise<void> {
  await transaction.query(`SELECT set_config('poppobuilder.reason', '', true)`, []);
}
