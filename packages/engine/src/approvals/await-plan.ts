import type { RequestedApproval } from '@poppobuilder/core';
import { sanitizeForPostgres } from '../database/sanitize-for-postgres.ts';
import { clearTransitionReason, setTransitionReason } from '../database/transition-reason.ts';
import type { Queryable } from '../database/database.ts';
import type { EngineContext } from '../engine-context.ts';
import type { EarlyDecision } from '../job/job-data.ts';
import { newTaskId } from '../job/job-id.ts';
import { decide, type DecisionContext } from './decide-approval.ts';

/** Longest name of a plan, and longest message. In characters. */
const MAX_PLAN = 64;
const MAX_MESSAGE = 10_000;

/** A job that an attempt has put back. */
interface PutBack {
  readonly queue: string;
  readonly jobId: string;
}

/**
 * Lets a task wait for the approval of its plan, in the transaction that has put it back. What a person decided after the plan
 * was shown and before it was recorded applies at once.
 */
export async function awaitPlan(
  context: DecisionContext,
  transaction: Queryable,
  { queue, jobId }: PutBack,
  { plan, message }: RequestedApproval,
): Promise<void> {
  const { own } = context.names;
  const asked = sanitizeForPostgres({
    plan: plan.slice(0, MAX_PLAN),
    message: message.slice(0, MAX_MESSAGE),
  });
  const [row] = await transaction.query<{ early: EarlyDecision | Record<string, never> | null }>(
    `SELECT ${own}.await_plan($1, $2, $3::jsonb) AS early`,
    [queue, jobId, JSON.stringify(asked)],
  );
  const early = row?.early;
  if (early === null || early === undefined || !('verdict' in early)) return;
  if (early.verdict === 'revise') {
    await revise(context, transaction, { queue, jobId }, { by: early.by });
  } else if (early.plan === asked.plan) {
    const { verdict, by, comment } = early;
    const number = newTaskId();
    await decide(
      context,
      transaction,
      { queue, jobId },
      verdict === 'approve' ? { verdict, by, comment, number } : { verdict, by, reason: comment, number },
    );
    await clearTransitionReason(transaction);
  }
}

/** What a task takes into account with its next plan. */
export interface Revision {
  readonly by: string;
  /** Name of a field of the task, a list, and what is added to it. */
  readonly field?: string | undefined;
  readonly items?: readonly unknown[] | undefined;
}

/** Adds to a list of a task that plans. It plans again if its plan waits for an approval. */
export async function revise(
  { names: { own } }: Pick<EngineContext, 'names'>,
  transaction: Queryable,
  { queue, jobId }: PutBack,
  { by, field, items = [] }: Revision,
): Promise<void> {
  await setTransitionReason(transaction, { outcome: 'revised', by });
  await transaction.query(`SELECT ${own}.revise_plan($1, $2, $3, $4::jsonb)`, [
    queue,
    jobId,
    field ?? null,
    JSON.stringify(sanitizeForPostgres(items)),
  ]);
  await clearTransitionReason(transaction);
}
