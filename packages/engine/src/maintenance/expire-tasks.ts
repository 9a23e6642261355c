import { setTransitionReason } from '../database/transition-reason.ts';
import type { EngineContext } from '../engine-context.ts';
import { endWaiting, readEndedHere } from '../job/ended-waiting.ts';

const BATCH_SIZE = 500;

/** What {@link expireTasks} needs. */
export type ExpiryContext = Pick<EngineContext, 'boss' | 'database' | 'names' | 'signals'>;

interface ExpiredJob {
  readonly queue: string;
  readonly job: string;
  readonly awaits_approval: boolean;
}

/**
 * Ends tasks that waited for longer than they may. Every engine does this; only one of them ends each task. Rejects with
 * `DATABASE_UNAVAILABLE`.
 */
export async function expireTasks(context: ExpiryContext): Promise<void> {
  const { database, names } = context;
  const overdue = await database.query(
    `SELECT FROM ${names.own}.task WHERE is_open AND expires_at <= now() AND state <> 'running' LIMIT 1`,
    [],
  );
  if (overdue.length === 0) return;
  while ((await expireBatch(context)) === BATCH_SIZE);
}

async function expireBatch({ boss, database, names, signals }: ExpiryContext): Promise<number> {
  const { expired, ended } = await database.transaction(async (transaction) => {
    const jobs = await transaction.query<ExpiredJob>(
      `SELECT j.name AS queue, j.id AS job, t.awaits_approval FROM ${names.own}.task t
       JOIN ${names.boss}.job j ON j.name = t.queue AND j.id = t.job_id
       WHERE t.is_open AND t.expires_at <= now() AND j.state < 'active'
       ORDER BY t.expires_at LIMIT ${BATCH_SIZE} FOR UPDATE OF j SKIP LOCKED`,
      [],
    );
    if (jobs.length === 0) return { expired: jobs, ended: [] };
    for (const [isUndecided, ofKind] of Map.groupBy(jobs, (job) => job.awaits_approval)) {
      const reason = isUndecided ? 'Nobody approved it in time.' : 'It waited longer than it may.';
      await setTransitionReason(transaction, { outcome: 'expired', reason });
      for (const [queue, ids] of Map.groupBy(ofKind, (job) => job.queue)) {
        await boss.cancel(
          queue,
          ids.map(({ job }) => job),
          { db: database.forBoss(transaction) },
        );
      }
    }
    return { expired: jobs, ended: await readEndedHere(transaction, names) };
  });
  endWaiting(ended);
  if (expired.length > 0) signals.wake(new Set(expired.map(({ queue }) => queue)));
  return expired.length;
}
