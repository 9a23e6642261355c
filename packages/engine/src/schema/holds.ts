import { BY_INDEX } from './by-index.ts';
import { CONSUMER_UNSEEN, isSeen } from './consumers.ts';
import type { SchemaNames } from './names.ts';

/** How long a task that goes first may wait for its start before another one is chosen. In seconds. */
const CANARY_PATIENCE = 10;

/** How many tasks are looked at to find one that can go first. */
const MAX_CANDIDATES = 100;

/** Returns whether a hold has not ended. One with a canary ends when that has succeeded. */
const isInPlace = (hold: string): string =>
  `${hold}.has_canary OR ${hold}.until IS NULL OR ${hold}.until > clock_timestamp()`;

/** Returns whether a hold `h` applies to a task. */
export const holdApplies = (own: string, task: string, jobId: string): string =>
  `h.scope = ANY(${own}.scopes_of(${task})) AND (${isInPlace('h')}) AND h.canary IS DISTINCT FROM ${jobId}`;

/**
 * Returns the tables and functions of holds. A statement that fetches tasks asks `may_start`, which decides; marking held tasks
 * only keeps such statements from reading them again and again. `explain` asks the same functions.
 */
export function holdsSchema({ own, boss }: SchemaNames): string {
  /** Whether a hold applies to a task. */
  const applies = holdApplies(own, 't', 't.job_id');
  /** Whether a hold waits for a task that goes first. */
  const isTrying = `h.has_canary AND h.until <= clock_timestamp()`;
  /** The time once the snapshot of a statement was taken. */
  const clock = `(SELECT greatest(${boss}.job_now(), clock_timestamp()))`;
  return `
CREATE TABLE ${own}.hold (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text NOT NULL UNIQUE,
  -- 'all', or the kind and the value: 'project:shop'.
  scope text NOT NULL,
  code text NOT NULL,
  message text NOT NULL,
  placed_by text,
  placed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  until timestamptz,
  cancels_running boolean NOT NULL DEFAULT false,
  -- Whether one task goes first at the end, its job, and since when it may.
  has_canary boolean NOT NULL DEFAULT false,
  canary uuid,
  canary_at timestamptz,
  -- Whether the tasks that waited when it was placed are marked.
  is_spread boolean NOT NULL DEFAULT false
);
CREATE INDEX hold_scope ON ${own}.hold (scope);
CREATE INDEX hold_new ON ${own}.hold (number) WHERE NOT is_spread;
CREATE INDEX hold_canary ON ${own}.hold (canary) WHERE canary IS NOT NULL;

-- The scopes of holds that apply to a task. Triggers run whatever else waits: only holds that mean them apply.
CREATE FUNCTION ${own}.scopes_of(t ${own}.task) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN starts_with(t.type, 'trigger:') THEN '{}' ELSE ARRAY['all', 'project:' || t.project_id] END
    || ARRAY['type:' || t.type, 'task:' || t.id] || t.hold_keys
$$;

-- The holds on a task, the one that ends last first. It sees what was committed before its call, which a statement that
-- waited for a lock does not.
CREATE FUNCTION ${own}.holds_on(t ${own}.task) RETURNS SETOF ${own}.hold LANGUAGE plpgsql VOLATILE ROWS 1 ${BY_INDEX} AS $$
BEGIN
  RETURN QUERY SELECT h.* FROM ${own}.hold h
    WHERE ${applies}
    ORDER BY h.until DESC NULLS FIRST, h.number;
END $$;

-- Whether there are holds, for a statement by which a consumer starts tasks. Until the statement's transaction ends, no hold
-- is placed. Holds wait for consumers that have reported lately: any other one starts nothing.
CREATE FUNCTION ${own}.has_holds(consumer_id uuid) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtext('${own} holds'), 0);
  IF NOT EXISTS (SELECT FROM ${own}.consumer c WHERE c.id = consumer_id AND ${isSeen('c')}) THEN
    RAISE 'The consumer % has not reported lately.', consumer_id USING ERRCODE = '${CONSUMER_UNSEEN}';
  END IF;
  RETURN EXISTS (SELECT FROM ${own}.hold);
END $$;

-- Keeps tasks from starting until the transaction ends, after those that are being fetched have started.
CREATE FUNCTION ${own}.stop_starts() RETURNS void LANGUAGE sql VOLATILE AS
$$ SELECT pg_advisory_xact_lock(hashtext('${own} holds'), 0) $$;

CREATE FUNCTION ${own}.is_held(t ${own}.task) RETURNS boolean LANGUAGE plpgsql VOLATILE ${BY_INDEX} AS $$
BEGIN
  RETURN EXISTS (SELECT FROM ${own}.hold h
    WHERE ${applies});
END $$;

-- Whether no hold applies to the task of a job.
CREATE FUNCTION ${own}.is_free(of uuid) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  t ${own}.task%ROWTYPE;
BEGIN
  SELECT * INTO t FROM ${own}.task WHERE job_id = of;
  RETURN NOT ${own}.is_held(t);
END $$;

-- The tasks of the same key that a task has to wait for: one that runs or has to be retried, those that are held and due or need
-- an approval, and those that may start before it. A statement that fetches tasks does not see that one has just been freed, and
-- its clock may stand before that: the clock is read after the snapshot of the tasks, as one that is approved is due from then on.
CREATE FUNCTION ${own}.ahead_in_key(t ${own}.task, size int) RETURNS SETOF uuid LANGUAGE plpgsql VOLATILE ROWS 1 ${BY_INDEX} AS $$
DECLARE
  j ${boss}.job%ROWTYPE;
BEGIN
  SELECT * INTO j FROM ${boss}.job WHERE name = t.queue AND id = t.job_id;
  -- One that has run before keeps its key.
  IF j.state <> 'created' THEN RETURN; END IF;
  -- Each part by an index that has its order, so that a long queue of the key is not read.
  RETURN QUERY SELECT a.job_id FROM (
    (SELECT b.id FROM ${boss}.job b
    WHERE b.name = j.name AND b.singleton_key = j.singleton_key AND b.state IN ('active', 'retry', 'failed')
      AND b.policy = 'key_strict_fifo' LIMIT size)
    UNION
    (SELECT e.job_id FROM ${own}.task e
    WHERE e.key = t.key AND e.queue = t.queue AND e.is_open AND (e.held_by IS NOT NULL OR e.awaits_approval)
      AND e.number < t.number AND (e.awaits_approval OR e.due_at <= ${clock})
    ORDER BY e.number LIMIT size)
    UNION
    (SELECT e.id FROM ${boss}.job e
    WHERE e.name = j.name AND e.singleton_key = j.singleton_key AND e.state = 'created' AND NOT e.blocked
      AND e.policy = 'key_strict_fifo' AND e.start_after <= ${clock}
      AND (e.created_on, e.id) < (j.created_on, j.id)
    ORDER BY e.created_on, e.id LIMIT size)
  ) ahead JOIN ${own}.task a ON a.job_id = ahead.id ORDER BY a.state <> 'running', a.number LIMIT size;
END $$;

-- Whether the head of a key may start.
CREATE FUNCTION ${own}.may_start_in_order(of uuid) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  t ${own}.task%ROWTYPE;
BEGIN
  SELECT * INTO t FROM ${own}.task WHERE job_id = of;
  RETURN NOT ${own}.is_held(t) AND NOT EXISTS (SELECT FROM ${own}.ahead_in_key(t, 1));
END $$;

-- Marks waiting tasks as held, or as free again. Returns the queues of those that are free now.
CREATE FUNCTION ${own}.mark_held(tasks uuid[]) RETURNS text[] LANGUAGE plpgsql VOLATILE ${BY_INDEX} AS $$
DECLARE
  freed text[];
BEGIN
  PERFORM FROM ${boss}.job j JOIN ${own}.task t ON j.name = t.queue AND j.id = t.job_id
  WHERE t.job_id = ANY(tasks) ORDER BY j.id FOR UPDATE OF j;
  WITH now_held AS MATERIALIZED (
    SELECT t.job_id, t.queue, (SELECT h.number FROM ${own}.holds_on(t) h LIMIT 1) AS held_by
    FROM ${own}.task t JOIN ${boss}.job j ON j.name = t.queue AND j.id = t.job_id
    WHERE t.job_id = ANY(tasks) AND j.state < 'active' AND j.pending_dependencies = 0
  ), changed AS (
    UPDATE ${own}.task t SET held_by = n.held_by FROM now_held n
    WHERE t.job_id = n.job_id AND t.held_by IS DISTINCT FROM n.held_by
    RETURNING t.job_id, t.queue, t.held_by
  ), moved AS (
    -- pg-boss leaves blocked jobs out of the index that it fetches by.
    UPDATE ${boss}.job j SET blocked = c.held_by IS NOT NULL FROM changed c
    WHERE j.name = c.queue AND j.id = c.job_id
    RETURNING j.id
  )
  SELECT coalesce(array_agg(DISTINCT c.queue) FILTER (WHERE c.held_by IS NULL), '{}') INTO freed
  FROM changed c LEFT JOIN moved m ON m.id = c.job_id;
  RETURN freed;
END $$;

-- Marks those of the next open tasks that holds in these scopes apply to, and returns the number of the last one.
CREATE FUNCTION ${own}.spread_holds(after bigint, scopes text[], size int) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  page ${own}.task[];
BEGIN
  SELECT array_agg(x.t) INTO page FROM (
    SELECT t FROM ${own}.task t WHERE is_open AND number > after ORDER BY number LIMIT size) x;
  PERFORM ${own}.mark_held(ARRAY(
    SELECT p.job_id FROM unnest(page) p
    WHERE p.state <> 'running' AND p.held_by IS NULL AND ${own}.scopes_of(p) && scopes));
  RETURN page[cardinality(page)].number;
END $$;

-- The holds that tasks are marked with and that have ended. Reads one entry of the index for each hold.
CREATE FUNCTION ${own}.ended_holds() RETURNS SETOF bigint LANGUAGE sql VOLATILE AS $$
  WITH RECURSIVE marked AS (
    (SELECT held_by FROM ${own}.task WHERE is_open AND held_by IS NOT NULL ORDER BY held_by LIMIT 1)
    UNION ALL
    SELECT (SELECT t.held_by FROM ${own}.task t WHERE t.is_open AND t.held_by > m.held_by ORDER BY t.held_by LIMIT 1)
    FROM marked m WHERE m.held_by IS NOT NULL
  )
  SELECT m.held_by FROM marked m
  WHERE m.held_by IS NOT NULL AND NOT EXISTS (
    SELECT FROM ${own}.hold h WHERE h.number = m.held_by AND (${isInPlace('h')}))
$$;

-- The holds that have no task that goes first, or one that has not started in time.
CREATE FUNCTION ${own}.holds_to_try() RETURNS SETOF bigint LANGUAGE sql VOLATILE AS $$
  SELECT h.number FROM ${own}.hold h LEFT JOIN ${own}.task t ON t.job_id = h.canary
  WHERE ${isTrying} AND h.is_spread AND (h.canary IS NULL
    OR h.canary_at < clock_timestamp() - interval '${CANARY_PATIENCE} seconds' AND t.state IS DISTINCT FROM 'running')
  ORDER BY h.number
$$;

-- Lets one task go first of those that nothing but such holds keeps from starting. Returns the queues to wake.
CREATE FUNCTION ${own}.choose_canary(of bigint) RETURNS text[] LANGUAGE plpgsql VOLATILE ${BY_INDEX} AS $$
DECLARE
  chosen ${own}.task%ROWTYPE;
  before uuid[];
BEGIN
  -- A task that was chosen before may be starting.
  PERFORM ${own}.stop_starts();
  IF of NOT IN (SELECT ${own}.holds_to_try()) THEN RETURN '{}'; END IF;
  SELECT (x.t).* INTO chosen FROM (
    SELECT t FROM ${own}.task t
    WHERE t.is_open AND t.held_by = of AND t.state IN ('queued', 'scheduled') AND t.due_at <= ${boss}.job_now()
    ORDER BY t.priority DESC, t.number LIMIT ${MAX_CANDIDATES}) x
  WHERE NOT EXISTS (SELECT FROM ${own}.holds_on(x.t) h WHERE h.number NOT IN (SELECT ${own}.holds_to_try()))
    AND jsonb_array_length(${own}.wait_reasons(x.t, false)) = (SELECT count(*) FROM ${own}.holds_on(x.t))
  LIMIT 1;
  IF chosen.job_id IS NULL THEN RETURN '{}'; END IF;
  SELECT array_agg(h.canary) INTO before FROM ${own}.hold h WHERE h.number IN (SELECT number FROM ${own}.holds_on(chosen));
  -- Whatever ends one of these tasks has locked its job before the hold.
  PERFORM FROM ${boss}.job j JOIN ${own}.task t ON j.name = t.queue AND j.id = t.job_id
  WHERE t.job_id = ANY(before || chosen.job_id) ORDER BY j.id FOR UPDATE OF j;
  UPDATE ${own}.hold SET canary = chosen.job_id, canary_at = clock_timestamp()
  WHERE number IN (SELECT number FROM ${own}.holds_on(chosen));
  RETURN ${own}.mark_held(array_remove(before || chosen.job_id, NULL));
END $$;

-- The attempt of a task has ended: the holds that let it go first end with its success, and try another one otherwise.
CREATE FUNCTION ${own}.end_canary(of uuid, has_succeeded boolean) RETURNS void LANGUAGE plpgsql VOLATILE ${BY_INDEX} AS $$
BEGIN
  IF has_succeeded THEN
    DELETE FROM ${own}.hold WHERE canary = of;
  ELSE
    UPDATE ${own}.hold SET canary = NULL WHERE canary = of;
  END IF;
END $$;

-- A task that is retried by hand is not marked any more.
CREATE FUNCTION ${own}.before_reopen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.blocked := NEW.pending_dependencies > 0;
  RETURN NEW;
END $$;
`;
}

/** Returns the columns of the table of tasks that holds need. */
export const HOLD_COLUMNS = `
  -- Scopes of holds, by the keys that the submission named.
  hold_keys text[],
  -- The hold that it is marked with, while it waits.
  held_by bigint,
  -- Whether it needs an approval.
  awaits_approval boolean NOT NULL DEFAULT false,
  -- Why a running task is to be handed back.
  hold_reason text,
  -- Since when and why its attempts have been deferred.
  deferral jsonb`;

/** Returns the indexes of held tasks, which are empty without holds. */
export function holdIndexes({ own }: SchemaNames): string {
  return `
CREATE INDEX task_held ON ${own}.task (held_by) WHERE is_open AND held_by IS NOT NULL;
CREATE INDEX task_held_key ON ${own}.task (key, queue, number) WHERE is_open AND (held_by IS NOT NULL OR awaits_approval);`;
}

/** Returns the part of the trigger for inserts that marks new rows that are held. */
export function markInserted({ own }: SchemaNames): string {
  return `
  IF EXISTS (SELECT FROM ${own}.hold) THEN
    PERFORM ${own}.mark_held(ARRAY(SELECT t.job_id FROM inserted j JOIN ${own}.task t ON t.job_id = j.id AND t.queue = j.name
      WHERE j.state < 'active' AND starts_with(j.name, 'tasks/') AND ${own}.is_held(t)));
  END IF;`;
}

/** Returns the end of the trigger for updates: a task whose last dependency has ended may be held. */
export function markReleased({ own }: SchemaNames): string {
  return `
  IF OLD.blocked AND NOT NEW.blocked AND NOT is_final AND EXISTS (SELECT FROM ${own}.hold) THEN
    PERFORM ${own}.mark_held(ARRAY[NEW.id]);
  END IF;`;
}

/** Returns the trigger of holds on pg-boss's table. */
export function holdTrigger({ own, boss }: SchemaNames): string {
  return `
CREATE OR REPLACE TRIGGER poppobuilder_reopen BEFORE UPDATE OF state ON ${boss}.job FOR EACH ROW
  WHEN (OLD.state >= 'completed' AND NEW.state < 'active' AND starts_with(NEW.name, 'tasks/'))
  EXECUTE FUNCTION ${own}.before_reopen();
`;
}
