import { BY_INDEX } from './by-index.ts';
import { holdApplies } from './holds.ts';
import type { SchemaNames } from './names.ts';
import {
  approvalReason,
  concurrencyReason,
  dependencyReason,
  heldReason,
  laterReason,
  orderReason,
} from './wait-reasons.ts';

/**
 * Returns the function that says why each of several tasks waits: the reason that decides first, as `wait_reasons` gives it.
 * What several of them share is looked up once. Of those with the same key, only the first is named, and those that wait
 * for their turn are not told how many come before them.
 */
export function firstReasonsSchema(names: SchemaNames): string {
  const { own, boss } = names;
  const ofJob = (reason: string): string =>
    `(SELECT ${reason} FROM ${boss}.job j WHERE j.name = t.queue AND j.id = t.job_id)`;
  const asked = `${own}.wait_reasons(w.t, true)->0`;
  return `
CREATE FUNCTION ${own}.first_reasons(jobs uuid[]) RETURNS TABLE (number bigint, reason jsonb) LANGUAGE plpgsql VOLATILE ${BY_INDEX} AS $$
DECLARE
  clock timestamptz := greatest(${boss}.job_now(), clock_timestamp());
  has_holds boolean := EXISTS (SELECT FROM ${own}.hold);
  has_full_limits boolean := EXISTS (SELECT FROM ${own}.concurrency) AND EXISTS (SELECT FROM ${own}.limit_in_use WHERE running >= slots);
BEGIN
  RETURN QUERY
  WITH waiting AS MATERIALIZED (
    SELECT x AS t FROM ${own}.task x WHERE x.job_id = ANY(jobs) AND x.is_open AND x.state <> 'running'
  ), turns AS MATERIALIZED (
    SELECT q.queue, ${own}.turn_reason(q.queue) AS reason FROM (SELECT DISTINCT (t).queue FROM waiting) q
  ), limited AS MATERIALIZED (
    SELECT (w.t).job_id, g.key FROM waiting w JOIN ${boss}.job j ON j.name = (w.t).queue AND j.id = (w.t).job_id
    JOIN ${own}.concurrency_group g ON g.group_id = j.group_id
    WHERE has_full_limits AND (w.t).state <> 'blocked' AND NOT starts_with((w.t).queue, 'tasks/free')
  ), full_limits AS MATERIALIZED (
    SELECT l.key, ${concurrencyReason(names, 'NULL')} AS reason FROM ${own}.limit_in_use l
    WHERE l.running >= l.slots AND l.key IN (SELECT key FROM limited)
  ), at_limit AS MATERIALIZED (
    SELECT DISTINCT ON (l.job_id) l.job_id, f.reason FROM limited l JOIN full_limits f ON f.key = l.key ORDER BY l.job_id, f.key
  ), children AS MATERIALIZED (
    SELECT (w.t).job_id, ARRAY(
      SELECT d.parent_id FROM ${boss}.job_dependency d WHERE d.child_name = j.name AND d.child_id = j.id ORDER BY d.parent_id) AS parents
    FROM waiting w JOIN ${boss}.job j ON j.name = (w.t).queue AND j.id = (w.t).job_id
    WHERE (w.t).state = 'blocked' AND NOT (w.t).awaits_approval AND j.pending_dependencies > 0
  ), families AS MATERIALIZED (
    SELECT c.parents, ${dependencyReason(own, 'c.parents', 'NULL')} AS reason FROM (SELECT DISTINCT parents FROM children) c
  ), heads AS MATERIALIZED (
    -- What \`ahead_in_key\` gives first for the last task of a key.
    SELECT k.key, k.queue, ahead.id FROM (
      SELECT DISTINCT (t).key, (t).queue FROM waiting WHERE (t).key IS NOT NULL AND (t).state <> 'blocked') k
    CROSS JOIN LATERAL (
      (SELECT b.id, 1 AS part, NULL::timestamptz AS at FROM ${boss}.job b
      WHERE b.name = k.queue AND b.singleton_key = k.key AND b.state IN ('active', 'retry', 'failed')
        AND b.policy = 'key_strict_fifo' LIMIT 1)
      UNION ALL
      (SELECT e.job_id, 2, e.created_at FROM ${own}.task e
      WHERE e.key = k.key AND e.queue = k.queue AND e.is_open AND (e.held_by IS NOT NULL OR e.awaits_approval)
        AND (e.awaits_approval OR e.due_at <= clock)
      ORDER BY e.number LIMIT 1)
      UNION ALL
      (SELECT e.id, 2, e.created_on FROM ${boss}.job e
      WHERE e.name = k.queue AND e.singleton_key = k.key AND e.state = 'created' AND NOT e.blocked
        AND e.policy = 'key_strict_fifo' AND e.start_after <= clock
      ORDER BY e.created_on, e.id LIMIT 1)
      ORDER BY part, at LIMIT 1) ahead
  )
  SELECT t.number, CASE
    WHEN t.awaits_approval THEN ${ofJob(approvalReason(own))}
    WHEN t.state = 'blocked' THEN coalesce(families.reason || jsonb_build_object('since', t.created_at), ${asked})
    WHEN t.due_at > ${boss}.job_now() THEN ${ofJob(laterReason(own))}
    ELSE coalesce(
      CASE WHEN has_holds THEN (
        SELECT ${heldReason(own)} FROM ${own}.hold h WHERE ${holdApplies(own, 'w.t', 't.job_id')}
        ORDER BY h.until DESC NULLS FIRST, h.number LIMIT 1) END,
      CASE
        WHEN t.held_by IS NOT NULL THEN ${asked}
        WHEN e.job_id <> t.job_id THEN ${orderReason(names, `'Tasks', t.key, 'come'`, 'jsonb_build_array(e.id)')}
        ELSE coalesce(at_limit.reason, turns.reason) || jsonb_build_object('since', greatest(t.created_at, t.due_at)) END) END
  FROM waiting w CROSS JOIN LATERAL (SELECT (w.t).*) t JOIN turns ON turns.queue = t.queue
    LEFT JOIN heads ON heads.key = t.key AND heads.queue = t.queue LEFT JOIN ${own}.task e ON e.job_id = heads.id
    LEFT JOIN at_limit ON at_limit.job_id = t.job_id
    LEFT JOIN children ON children.job_id = t.job_id LEFT JOIN families ON families.parents = children.parents;
END $$;
`;
}
