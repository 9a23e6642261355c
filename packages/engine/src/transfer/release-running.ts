import type { Queryable } from '../database/database.ts';
import type { EngineContext } from '../engine-context.ts';

/** Hands back tasks that were running when they were exported. Those that were asked to stop are cancelled. */
export async function releaseRunning(
  { boss, database, names }: EngineContext,
  transaction: Queryable,
): Promise<void> {
  const running = await transaction.query<{ queue: string; id: string; retryCount: number }>(
    `SELECT j.name AS queue, j.id, j.retry_count AS "retryCount"
     FROM ${names.own}.task t JOIN ${names.boss}.job j ON j.name = t.queue AND j.id = t.job_id
     WHERE t.is_open AND j.state = 'active' ORDER BY t.number`,
  );
  const db = database.forBoss(transaction);
  for (const [queue, attempts] of Map.groupBy(running, (job) => job.queue)) {
    const held = attempts.map(({ id, retryCount }) => ({ id, retryCount }));
    await boss.fail(queue, held, { outcome: 'released' }, { db });
  }
}
