import type { RequestedApproval, TaskError } from '@poppobuilder/core';
import { awaitPlan } from '../approvals/await-plan.ts';
import type { Queryable } from '../database/database.ts';
import { sanitizeForPostgres } from '../database/sanitize-for-postgres.ts';
import { setTransitionReason } from '../database/transition-reason.ts';
import type { EngineContext } from '../engine-context.ts';
import type { HeldAttempt } from './held-attempt.ts';
import type { OutcomeDetails } from './outcome-details.ts';
import { retryAfterOf } from './retry-after.ts';

/** The parts of an engine by which outcomes are recorded. */
export type RecordContext = Pick<EngineContext, 'boss' | 'database' | 'names' | 'maxDeferral'>;

type Deferred = Extract<OutcomeDetails, { readonly outcome: 'deferred' }>;

/** How long a task waits whose error does not say for how long. In milliseconds, as all times here. */
const DEFERRAL_DELAY = 60_000;

/** How long recording may take before it is repeated on another connection. In milliseconds. */
const QUERY_TIMEOUT = 15_000;

/** Records the outcome of an attempt. False, without any effect, when another consumer has taken over the task. */
export async function recordOutcome(
  context: RecordContext,
  { queue, jobId, retryCount }: HeldAttempt,
  details: OutcomeDetails,
): Promise<boolean> {
  const { boss, database, maxDeferral } = context;
  const attempt = { id: jobId, retryCount };
  const options = { db: database.forBoss(database.tasks.withTimeout(QUERY_TIMEOUT)) };
  if (details.outcome === 'succeeded' && details.record !== undefined) {
    return details.record({ queue, jobId, retryCount });
  }
  if (details.outcome === 'succeeded') {
    const output = sanitizeForPostgres({ result: details.result });
    return isAffected(await boss.complete(queue, attempt, output, options));
  }
  if (details.outcome === 'released') {
    return isAffected(await boss.fail(queue, attempt, { outcome: 'released' }, options));
  }
  if (details.outcome === 'deferred') {
    const output = sanitizeForPostgres(deferralOf(details, maxDeferral));
    const approval = details.error?.approval;
    if (approval !== undefined)
      return deferForApproval(context, { queue, jobId, retryCount }, output, approval);
    return isAffected(await boss.fail(queue, attempt, output, options));
  }
  if (details.outcome === 'failed') {
    const output = sanitizeForPostgres(failureOf(details.error));
    return isAffected(await boss.fail(queue, attempt, output, options));
  }
  const { outcome, reason, error } = details;
  return database.tasks.transaction(async (transaction) => {
    await setTransitionReason(transaction, {
      outcome,
      reason,
      ...(error === undefined ? {} : { error: error.toJSON() }),
    });
    return isAffected(await boss.cancel(queue, attempt, { db: database.forBoss(transaction) }));
  });
}

/** Puts a task back that waits for the approval of its plan from the same moment on. */
async function deferForApproval(
  context: RecordContext,
  { queue, jobId, retryCount }: HeldAttempt,
  output: object,
  approval: RequestedApproval,
): Promise<boolean> {
  const { boss, database } = context;
  const recording = async (transaction: Queryable): Promise<boolean> => {
    const options = { db: database.forBoss(transaction) };
    if (!isAffected(await boss.fail(queue, { id: jobId, retryCount }, output, options))) return false;
    await awaitPlan(context, transaction, { queue, jobId }, approval);
    return true;
  };
  return database.tasks.transaction(recording, {
    settings: `SET LOCAL statement_timeout = ${QUERY_TIMEOUT}`,
  });
}

/**
 * Whether the history has this outcome of the attempt. When a connection is lost before the server answers, the outcome may
 * have been recorded or not.
 */
export async function isRecorded(
  { names, database }: Pick<EngineContext, 'names' | 'database'>,
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

function deferralOf({ error, reason }: Deferred, maxDeferral: number): object {
  if (error === undefined) return { outcome: 'deferred', reason };
  const { retryAfter = DEFERRAL_DELAY } = retryAfterOf(error);
  return { outcome: 'deferred', error: error.toJSON(), retryAfter, limit: maxDeferral };
}

function failureOf(error: TaskError): object {
  return { outcome: 'failed', error: error.toJSON(), retryable: error.retryable, ...retryAfterOf(error) };
}

const isAffected = (response: object): boolean => (response as { affected: number }).affected > 0;
