import { type TaskResult, TaskError, type TriggeredTask, type TriggerResult } from '@poppobuilder/core';
import { describeIssues, triggerResultSchema } from '@poppobuilder/core/runner-kit';
import type { HeldAttempt } from '../consumer/held-attempt.ts';
import type { Queryable } from '../database/database.ts';
import { sanitizeForPostgres } from '../database/sanitize-for-postgres.ts';
import type { EngineContext } from '../engine-context.ts';
import type { PreparedJob } from '../job/prepared-job.ts';
import type { Submitter } from '../submit/submitter.ts';
import type { Task } from '@poppobuilder/core';
import { cancelTriggered } from './cancel-triggered.ts';
import { decideTriggered, type KeyedDecision } from './decide-triggered.ts';
import { writeCursor } from './cursors.ts';
import { mergeIntoWaiting } from './merge-waiting.ts';
import { decisionKey, triggeredSubmission } from './triggered-submission.ts';

/** How long recording may take before it is repeated on another connection. In milliseconds. */
const LOCK_TIMEOUT = 15_000;

/** What a trigger resolved with, checked and ready to be accepted. */
export interface Triggered {
  readonly task: Task;
  readonly result: TriggerResult;
  readonly jobs: readonly TriggeredJob[];
  readonly decisions: readonly {
    readonly decision: KeyedDecision;
    readonly otherwise: TriggeredJob | undefined;
  }[];
}

interface TriggeredJob {
  readonly prepared: PreparedJob;
  readonly mergeBy?: string | undefined;
}

/**
 * Checks what a trigger resolved with, and the tasks in it, before anything is stored. It comes from a worker, so it is checked
 * here too. Throws `INVALID_OUTPUT`, `INVALID_TASK`, `UNKNOWN_TASK_TYPE`.
 */
export function prepareTriggered(submitter: Submitter, task: Task, given: TaskResult): Triggered {
  const { success: _always, ...fields } = given;
  const parsed = triggerResultSchema.safeParse(fields);
  if (!parsed.success) {
    const problems = describeIssues(parsed.error, { schema: triggerResultSchema }).join('; ');
    throw new TaskError({
      code: 'INVALID_OUTPUT',
      message: `What the trigger "${task.type}" returned cannot be used: ${problems}.`,
      taskId: task.id,
    });
  }
  const prepare = (triggered: TriggeredTask, index: number): TriggeredJob => {
    const { submission, mergeBy } = triggeredSubmission(task, triggered, index);
    return { prepared: submitter.prepare(submission), mergeBy };
  };
  const { tasks, decisions = [] } = parsed.data;
  return {
    task,
    result: parsed.data,
    jobs: tasks.map(prepare),
    decisions: decisions.map((decision, index) => ({
      decision: { ...decision, key: decisionKey(task, decision.idempotencyKey) },
      otherwise:
        decision.otherwise === undefined ? undefined : prepare(decision.otherwise, tasks.length + index),
    })),
  };
}

/** Whether the success of a trigger changes nothing but its own task, so that recording it takes no transaction. */
export const isWithoutEffect = ({ result: { cursor, cancels = [] }, jobs, decisions }: Triggered): boolean =>
  cursor === undefined && cancels.length === 0 && jobs.length === 0 && decisions.length === 0;

/**
 * Records the success of a trigger together with what it resolved with: cursor, cancellations and tasks, in one transaction.
 * False, without any effect, when another consumer has taken over the trigger's task.
 */
export async function acceptTriggered(
  context: EngineContext,
  submitter: Submitter,
  { queue, jobId, retryCount }: HeldAttempt,
  { task, result, jobs, decisions }: Triggered,
): Promise<boolean> {
  const { boss, database, names, signals, onError } = context;
  const others = decisions.flatMap(({ otherwise }) => (otherwise === undefined ? [] : [otherwise]));
  await submitter.ensureQueues([...jobs, ...others].map(({ prepared }) => prepared));
  const settings = `SET LOCAL statement_timeout = ${LOCK_TIMEOUT}`;
  const accepted = await database.tasks.transaction(
    async (transaction) => {
      const output = sanitizeForPostgres({ result: { success: true, ...result } });
      const completed: object = await boss.complete(queue, { id: jobId, retryCount }, output, {
        db: database.forBoss(transaction),
      });
      if ((completed as { affected: number }).affected === 0) return undefined;
      const { cursor, cancels = [] } = result;
      if (cursor !== undefined) await writeCursor(transaction, names, task, cursor);
      const withdrawn = [];
      for (const cancel of cancels) {
        withdrawn.push(await cancelTriggered(context, transaction, task.projectId, cancel));
      }
      await insertTriggered(context, submitter, transaction, jobs);
      const decided: string[] = [];
      for (const { decision, otherwise } of decisions) {
        const queues = await decideTriggered(context, transaction, task.projectId, decision);
        decided.push(...(queues ?? []));
        if (queues === undefined && otherwise !== undefined) {
          await insertTriggered(context, submitter, transaction, [otherwise]);
        }
      }
      return { withdrawn, decided };
    },
    { settings },
  );
  if (accepted === undefined) return false;
  // A process that misses this finds the request when it renews the lease.
  const { withdrawn, decided } = accepted;
  for (const id of withdrawn.flatMap(({ stopping }) => stopping)) signals.cancel(id).catch(onError);
  signals.wake([...withdrawn.flatMap(({ queues }) => queues), ...decided]);
  submitter.wake([...jobs, ...others].map(({ prepared }) => prepared));
  return true;
}

/** In their order: tasks of one key start in it. */
async function insertTriggered(
  { names }: EngineContext,
  submitter: Submitter,
  transaction: Queryable,
  jobs: Triggered['jobs'],
): Promise<void> {
  for (const { prepared, mergeBy } of jobs) {
    const isMerged = mergeBy !== undefined && (await mergeIntoWaiting(transaction, names, prepared, mergeBy));
    if (!isMerged) await submitter.insert([prepared], transaction);
  }
}
