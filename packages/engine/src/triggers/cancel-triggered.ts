import type { TriggeredCancel } from '@poppobuilder/core';
import type { Queryable } from '../database/database.ts';
import { sanitizeForPostgres } from '../database/sanitize-for-postgres.ts';
import { clearTransitionReason, setTransitionReason } from '../database/transition-reason.ts';
import type { EngineContext } from '../engine-context.ts';

interface Found {
  readonly id: string;
  readonly queue: string;
  readonly state: string;
}

/** Tasks that a trigger has withdrawn. */
export interface Withdrawn {
  /** Jobs of running tasks, whose processes are to be notified once the transaction has committed. */
  readonly stopping: readonly string[];
  /** Queues in which tasks waited. */
  readonly queues: readonly string[];
}

/** Cancels tasks of a project that wait, and requests that those that run stop. */
export async function cancelTriggered(
  { boss, database, names }: EngineContext,
  transaction: Queryable,
  projectId: string,
  { key, types, reason: given }: TriggeredCancel,
): Promise<Withdrawn> {
  const reason = sanitizeForPostgres(given);
  const found = await transaction.query<Found>(
    `SELECT j.id, j.name AS queue, j.state FROM ${names.own}.task t JOIN ${names.boss}.job j ON j.name = t.queue AND j.id = t.job_id
     WHERE t.key = $1 AND t.project_id = $2 AND t.is_open AND j.state <= 'active' AND ($3::text[] IS NULL OR t.type = ANY($3))
     ORDER BY j.id FOR UPDATE OF j`,
    [key, projectId, types ?? null],
  );
  const [running, waiting] = [true, false].map((runs) =>
    found.filter(({ state }) => (state === 'active') === runs),
  ) as [Found[], Found[]];
  await setTransitionReason(transaction, { outcome: 'cancelled', reason });
  for (const [queue, jobs] of Map.groupBy(waiting, (job) => job.queue)) {
    const ids = jobs.map(({ id }) => id);
    await boss.cancel(queue, ids, { db: database.forBoss(transaction) });
  }
  await clearTransitionReason(transaction);
  const stopping = running.map(({ id }) => id);
  await transaction.query(
    `UPDATE ${names.own}.task SET cancel_reason = $2 WHERE job_id = ANY($1::uuid[]) AND cancel_reason IS NULL`,
    [stopping, reason],
  );
  return { stopping, queues: waiting.map(({ queue }) => queue) };
}
