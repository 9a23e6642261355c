import { holdApplies } from './holds.ts';
import type { SchemaNames } from './names.ts';
import { DEFERRAL_REASON, HOLD_REASON } from './wait-reasons.ts';

/**
 * Returns the function that gives the code of the reason that decides first for the oldest tasks that wait. It asks what
 * `wait_reasons` asks, in the same order, for all tasks at once: calling that for each of them would take a hundred times as
 * long. Older tasks decide about newer ones of their key, so the oldest are looked at.
 */
export function waitCodesSchema({ own, boss }: SchemaNames): string {
  return `
CREATE FUNCTION ${own}.wait_codes(max_tasks int) RETURNS TABLE (number bigint, code text) LANGUAGE plpgsql STABLE ${STEADY_PLAN} AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
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
    FROM (SELECT * FROM ${own}.task WHERE is_open AND state <> 'running' ORDER BY number LIMIT max_tasks) t
  ), consumers AS MATERIALIZED (
    SELECT queue, ${own}.consumer_reason(queue, NULL)->>'code' AS code FROM waiting WHERE code IS NULL GROUP BY queue
  )
  SELECT t.number, coalesce(t.code, CASE
      WHEN b.id IS NOT NULL AND b.id <> t.job_id OR b.id IS NULL AND t.key IS NOT NULL AND t.first < t.number THEN 'ORDER'
      WHEN (SELECT EXISTS (SELECT FROM full_groups)) AND NOT starts_with(t.queue, 'tasks/free') AND (
        SELECT j.group_id IN (SELECT group_id FROM full_groups) FROM ${boss}.job j WHERE j.name = t.queue AND j.id = t.job_id)
        THEN 'CONCURRENCY'
      ELSE coalesce(c.code, 'SLOT') END)
  FROM waiting t LEFT JOIN busy_keys b ON b.name = t.queue AND b.singleton_key = t.key
    LEFT JOIN consumers c ON c.queue = t.queue;
END $$;
`;
}

/** With old statistics, Postgres would take a long queue for a short one, and read all of it for each task. */
const STEADY_PLAN =
  'SET enable_seqscan = off SET enable_nestloop = off SET plan_cache_mode = force_custom_plan';
