import type { TriggeredDecision } from '@poppobuilder/core';
import { revise } from '../approvals/await-plan.ts';
import { awaitsApproval, decide } from '../approvals/decide-approval.ts';
import { lockJob } from '../control/lock-job.ts';
import type { Queryable } from '../database/database.ts';
import { sanitizeForPostgres } from '../database/sanitize-for-postgres.ts';
import { clearTransitionReason } from '../database/transition-reason.ts';
import type { EngineContext } from '../engine-context.ts';
import type { JobApproval } from '../job/job-data.ts';
import { jobIdOf, newTaskId } from '../job/job-id.ts';

/** A decision, with the key under which it has an effect once. */
export type KeyedDecision = TriggeredDecision & { readonly key: string };

interface Found {
  readonly jobId: string;
  readonly queue: string;
}

interface Addressed extends Found {
  readonly approval: JobApproval;
  readonly isRunning: boolean;
}

/** Queues of tasks that a decision lets start; undefined when it has no effect. */
export async function decideTriggered(
  context: EngineContext,
  transaction: Queryable,
  projectId: string,
  decision: KeyedDecision,
): Promise<readonly string[] | undefined> {
  const { own } = context.names;
  const known = await transaction.query(`SELECT FROM ${own}.idempotency WHERE key = $1`, [decision.key]);
  if (known.length > 0) return [];
  const task = await findAddressed(context, transaction, projectId, decision.taskId);
  if (task === undefined || !(await apply(context, transaction, task, decision))) return undefined;
  await transaction.query(`INSERT INTO ${own}.idempotency (key, job_id) VALUES ($1, $2)`, [
    decision.key,
    task.jobId,
  ]);
  return [task.queue];
}

/** Returns a task whose approval has not been given, with its job locked. */
async function findAddressed(
  { names }: EngineContext,
  transaction: Queryable,
  projectId: string,
  taskId: string,
): Promise<Addressed | undefined> {
  const [found] = await transaction.query<Found>(
    `SELECT job_id AS "jobId", queue FROM ${names.own}.task WHERE job_id = $1 AND project_id = $2 AND is_open`,
    [jobIdOf(taskId), projectId],
  );
  const job = found === undefined ? undefined : await lockJob(transaction, names, found);
  if (found === undefined || job === undefined || !['created', 'retry', 'active'].includes(job.state)) {
    return undefined;
  }
  const [row] = await transaction.query<{ approval: JobApproval | null }>(
    `SELECT data->'approval' AS approval FROM ${names.boss}.job WHERE name = $1 AND id = $2`,
    [found.queue, found.jobId],
  );
  const { approval } = row ?? {};
  if (approval === undefined || approval === null || approval.given === true) return undefined;
  return { ...found, approval, isRunning: job.state === 'active' };
}

/** Whether the decision has an effect, now or once the plan that it is about is recorded. */
async function apply(
  context: EngineContext,
  transaction: Queryable,
  task: Addressed,
  decision: TriggeredDecision,
): Promise<boolean> {
  const { approval, isRunning } = task;
  const { verdict, plan, by, comment } = decision;
  if (verdict === 'revise') {
    const { adds } = decision;
    if (adds === undefined || approval.of !== 'plan') return false;
    await revise(context, transaction, task, { by, ...adds });
    // The attempt does not know of it, so its plan is not the last one.
    if (isRunning) await keep(context, transaction, task, { verdict, by });
    return true;
  }
  if (await awaitsApproval(transaction, context, task)) {
    if (approval.plan !== plan) return false;
    const number = newTaskId();
    const made = verdict === 'approve' ? { verdict, by, comment } : { verdict, by, reason: comment };
    await decide(context, transaction, task, { ...made, number });
    await clearTransitionReason(transaction);
    return true;
  }
  if (!isRunning || plan === undefined || approval.of !== 'plan' || approval.early?.verdict === 'revise') {
    return false;
  }
  await keep(context, transaction, task, { verdict, plan, by, comment });
  return true;
}

async function keep(
  { names: { boss } }: EngineContext,
  transaction: Queryable,
  { queue, jobId }: Found,
  early: NonNullable<JobApproval['early']>,
): Promise<void> {
  await transaction.query(
    `UPDATE ${boss}.job SET data = jsonb_set(data, '{approval,early}', $3::jsonb) WHERE name = $1 AND id = $2`,
    [queue, jobId, JSON.stringify(sanitizeForPostgres(early))],
  );
}
