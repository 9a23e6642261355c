import type { TaskError, TaskResult } from '@poppobuilder/core';
import type { PgBoss } from 'pg-boss';
import type { Database } from '../database/database.ts';
import { setTransitionReason } from '../database/transition-reason.ts';
import { sanitizeForPostgres } from '../database/sanitize-for-postgres.ts';
import type { SchemaNames } from '../schema/names.ts';
import { retryAfterOf } from './retry-after.ts';
import type { HeldAttempt } from './lease-keeper.ts';

/** How an attempt ended. */
export type OutcomeDetails =
  | { readonly outcome: 'succeeded'; readonly result: TaskResult }
  | { readonly outcome: 'failed'; readonly error: TaskError }
  /** Given back unharmed: another consumer starts it again. */
  | { readonly outcome: 'released' }
  | {
      readonly outcome: 'cancelled' | 'expired';
      readonly reason: string;
      readonly error?: TaskError | undefined;
    };

/** Milliseconds in which a result is taken, or told again on another connection. */
const ANSWER = 15_000;

/**
 * Tells pg-boss how an attempt ended, for this attempt alone: after another consumer took the task over it changes nothing.
 * Whether it was still ours.
 */
export async function settle(
  { boss, database }: { readonly boss: PgBoss; readonly database: Database },
  { queue, jobId, retryCount }: HeldAttempt,
  end: OutcomeDetails,
): Promise<boolean> {
  const attempt = { id: jobId, retryCount };
  const options = { db: database.forBoss(database.work.within(ANSWER)) };
  if (end.outcome === 'succeeded') {
    return isAffected(
      await boss.complete(queue, attempt, sanitizeForPostgres({ result: end.result }), options),
    );
  }
  if (end.outcome === 'released') {
    return isAffected(await boss.fail(queue, attempt, { outcome: 'released' }, options));
  }
  if (end.outcome === 'failed') {
    return isAffected(await boss.fail(queue, attempt, sanitizeForPostgres(failureOf(end.error)), options));
  }
  const { outcome, reason, error } = end;
  return database.work.transaction(async (transaction) => {
    await setTransitionReason(transaction, {
      outcome,
      reason,
      ...(error === undefined ? {} : { error: error.toJSON() }),
    });
    return isAffected(await boss.cancel(queue, attempt, { db: database.forBoss(transaction) }));
  });
}

/**
 * Whether the history has this end of the attempt: an answer that was lost with its connection leaves open whether what
 * was asked for was done.
 */
export async function isRecorded(
  { names, database }: { readonly names: SchemaNames; readonly database: Database },
  { jobId, retryCount }: HeldAttempt,
  { outcome }: OutcomeDetails,
): Promise<boolean> {
  const rows = await database.query(
    `SELECT FROM ${names.own}.event WHERE job_id = $1 AND kind = 'state' AND attempt = $2
       AND coalesce(data->>'outcome', state) = $3`,
    [jobId, retryCount + 1, outcome],
  );
  return rows.length > 0;
}

function failureOf(error: TaskError): object {
  return { outcome: 'failed', error: error.toJSON(), retryable: error.retryable, ...retryAfterOf(error) };
}

const isAffected = (response: object): boolean => (response as { affected: number }).affected > 0;
