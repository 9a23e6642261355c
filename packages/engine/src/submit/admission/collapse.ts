import type { Queryable } from '../../database/database.ts';
import { setTransitionReason, clearTransitionReason } from '../../database/transition-reason.ts';
import type { EngineContext } from '../../engine-context.ts';
import type { SchemaNames } from '../../schema/names.ts';

/** A task that replaces earlier ones. */
export interface Successor {
  readonly taskId: string;
  readonly key: string;
  /** Whether a running task is stopped, too. */
  readonly endsRunning: boolean;
  /** Jobs that stay: its own, and those submitted after it. */
  readonly kept: readonly string[];
}

interface Earlier {
  readonly id: string;
  readonly queue: string;
  readonly state: string;
}

/** Keeps others from collapsing these keys until the transaction ends. */
export async function lockKeys(
  transaction: Queryable,
  { own }: SchemaNames,
  keys: readonly string[],
): Promise<void> {
  for (const key of [...new Set(keys)].toSorted()) {
    await transaction.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 1))', [`${own} ${key}`]);
  }
}

/** Cancels earlier tasks of the key that wait. Returns the jobs of those that run and have to be stopped. */
export async function collapse(
  { boss, database, names }: EngineContext,
  transaction: Queryable,
  { taskId, key, endsRunning, kept }: Successor,
): Promise<string[]> {
  const earlier = await transaction.query<Earlier>(
    `SELECT j.id, j.name AS queue, j.state FROM ${names.own}.task t JOIN ${names.boss}.job j ON j.name = t.queue AND j.id = t.job_id
     WHERE t.key = $1 AND t.is_open AND j.id <> ALL($2::uuid[]) AND j.state <= 'active'
     ORDER BY j.id FOR UPDATE OF j`,
    [key, kept],
  );
  const reason = `superseded by ${taskId}`;
  const waiting = earlier.filter(({ state }) => state !== 'active');
  await setTransitionReason(transaction, { outcome: 'superseded', reason });
  for (const [queue, jobs] of Map.groupBy(waiting, ({ queue: name }) => name)) {
    await boss.cancel(
      queue,
      jobs.map(({ id }) => id),
      { db: database.forBoss(transaction) },
    );
  }
  await clearTransitionReason(transaction);
  if (!endsRunning) return [];
  const running = earlier.filter(({ state }) => state === 'active').map(({ id }) => id);
  await transaction.query(
    `UPDATE ${names.own}.task SET cancel_reason = $2 WHERE job_id = ANY($1::uuid[]) AND cancel_reason IS NULL`,
    [running, reason],
  );
  return running;
}
