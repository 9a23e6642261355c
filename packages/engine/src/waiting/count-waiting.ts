import type { EngineContext } from '../engine-context.ts';
import type { SchemaNames } from '../schema/names.ts';
import { holdApplies } from '../schema/holds.ts';
import { DEFERRAL_REASON, HOLD_REASON } from '../schema/wait-reasons.ts';
import type { WaitCode } from './wait-reason.ts';

/** How many tasks are looked at, so that a long queue does not make the answer slow. */
const MAX_COUNTED = 50_000;

/** How many tasks wait, by the reason that decides first. */
export interface WaitTotals {
  /** Of the oldest 50,000 tasks that wait. A reason without tasks is absent. */
  readonly reasons: Readonly<Partial<Record<WaitCode, number>>>;
  /** How many newer tasks wait beyond them; 0 for most engines, whose numbers are exact. */
  readonly uncounted: number;
}

/**
 * Counts the tasks that wait by the first reason that `explain` gives for each of them.
 *
 * @internal
 */
export async function countWaiting(
  { database, names }: Pick<EngineContext, 'database' | 'names'>,
  limit: number = MAX_COUNTED,
): Promise<WaitTotals> {
  const rows = await database.retryWhileUnavailable(async () =>
    database.transaction(async (transaction) => {
      await transaction.query(STEADY_PLAN);
      return transaction.query<{ code: WaitCode | null; count: number }>(statement(names), [limit]);
    }),
  );
  const counts = rows.flatMap(({ code, count }) => (code === null ? [] : [[code, count] as const]));
  const counted = counts.reduce((sum, [, count]) => sum + count, 0);
  const total = rows.find(({ code }) => code === null)?.count ?? counted;
  return { reasons: Object.fromEntries(counts), uncounted: total - counted };
}

/** With old statistics, Postgres would take a long queue for a short one, and read all of it for each task. */
const STEADY_PLAN = 'SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off';

/**
 * Asks what the function `wait_reasons` asks, in the same order, for all tasks at once: calling it for each of them would take
 * a hundred times as long. Older tasks decide about newer ones of their key, so the oldest are counted.
 */
const statement = ({ own, boss }: SchemaNames): string => `
  WITH clock AS MATERIALIZED (SELECT ${boss}.job_now() AS now, greatest(${boss}.job_now(), clock_timestamp()) AS ahead),
  full_groups AS MATERIALIZED (
    SELECT DISTINCT g.group_id FROM ${own}.concurrency_group g JOIN ${own}.limit_in_use u USING (key) WHERE u.running >= u.slots
  ), busy_keys AS MATERIALIZED (
    SELECT name, singleton_key, id FROM ${boss}.job
    WHERE state IN ('active', 'retry', 'failed') AND policy = 'key_strict_fifo' AND starts_with(name, 'tasks/')
  ), waiting AS MATERIALIZED (
    SELECT t.job_id, t.number, t.queue, t.key, CASE
        WHEN t.awaits_approval THEN 'APPROVAL'
        WHEN t.state = 'blocked' THEN 'DEPENDENCY'
        WHEN t.due_at > (SELECT now FROM clock) THEN CASE
          WHEN t.deferral IS NOT NULL THEN ${DEFERRAL_REASON}
          WHEN t.attempt > 0 THEN 'RETRY'
          WHEN (SELECT j.data ? 'rate' FROM ${boss}.job j WHERE j.name = t.queue AND j.id = t.job_id) THEN 'RATE'
          ELSE 'SCHEDULED' END
        ELSE coalesce(
          CASE WHEN (SELECT EXISTS (SELECT FROM ${own}.hold)) THEN (
            SELECT ${HOLD_REASON} FROM ${own}.hold h WHERE ${holdApplies(own, `t.*::${own}.task`, 't.job_id')}
            ORDER BY h.until DESC NULLS FIRST, h.number LIMIT 1) END,
          CASE WHEN t.held_by IS NOT NULL THEN 'HOLD' END)
      END AS code,
      -- The first of its key that has to be decided about or started before later ones.
      min(t.number) FILTER (WHERE t.awaits_approval
        OR t.state <> 'blocked' AND t.due_at <= (SELECT ahead FROM clock)) OVER (PARTITION BY t.key, t.queue) AS first
    FROM (SELECT * FROM ${own}.task WHERE is_open AND state <> 'running' ORDER BY number LIMIT $1) t
  ), consumers AS MATERIALIZED (
    SELECT queue, ${own}.consumer_reason(queue, NULL)->>'code' AS code FROM waiting WHERE code IS NULL GROUP BY queue
  )
  SELECT coalesce(t.code, CASE
      WHEN b.id IS NOT NULL AND b.id <> t.job_id OR b.id IS NULL AND t.key IS NOT NULL AND t.first < t.number THEN 'ORDER'
      WHEN (SELECT EXISTS (SELECT FROM full_groups)) AND NOT starts_with(t.queue, 'tasks/free') AND (
        SELECT j.group_id IN (SELECT group_id FROM full_groups) FROM ${boss}.job j WHERE j.name = t.queue AND j.id = t.job_id)
        THEN 'CONCURRENCY'
      ELSE coalesce(c.code, 'SLOT') END) AS code, count(*)::int AS count
  FROM waiting t LEFT JOIN busy_keys b ON b.name = t.queue AND b.singleton_key = t.key
    LEFT JOIN consumers c ON c.queue = t.queue
  GROUP BY 1
  UNION ALL SELECT NULL, count(*)::int FROM ${own}.task WHERE is_open AND state <> 'running'`;
