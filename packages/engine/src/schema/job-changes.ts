import { orderTrigger } from './flow-control.ts';
import { flowTriggers, parentFailureAfterInsert, childrenAfterUpdate } from './flows.ts';
import { firstExpiryOf, needsApproval } from './approvals.ts';
import { holdTrigger, markInserted, markReleased } from './holds.ts';
import type { SchemaNames } from './names.ts';

/** A task that is lost more often is considered the cause, and fails. */
const MAX_LOSSES = 5;

/** Whether a job waits for others. A held one is blocked as well, so that pg-boss does not read it. */
const waits = (job: string): string => `${job}.blocked AND ${job}.pending_dependencies > 0`;

/** Returns the functions that keep tasks and events in step with pg-boss's jobs. */
export function jobFunctions(names: SchemaNames): string {
  const { own, boss } = names;
  return `-- pg-boss ends an attempt by putting the job back. It decides by counting alone; this decides by the outcome.
CREATE FUNCTION ${own}.before_put_back() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  outcome text := ${own}.outcome_of(NEW.output);
  known ${own}.task%ROWTYPE;
  deferral_end timestamptz;
BEGIN
  -- A simultaneous request to stop comes before this, or finds that the task does not run any more.
  SELECT * INTO known FROM ${own}.task WHERE job_id = NEW.id FOR NO KEY UPDATE;
  deferral_end := coalesce((known.deferral->>'since')::timestamptz, ${boss}.job_now())
    + (NEW.output->>'limit')::float8 * interval '1 millisecond';
  -- An attempt that failed for good has failed, even when it was asked to stop.
  IF known.cancel_reason IS NOT NULL AND (outcome IN ('lost', 'released', 'deferred')
    OR NEW.state = 'retry' AND NEW.output->>'retryable' IS DISTINCT FROM 'false') THEN
    NEW.state := 'cancelled';
    NEW.completed_on := ${boss}.job_now();
    NEW.output := jsonb_strip_nulls(jsonb_build_object(
      'outcome', 'cancelled', 'reason', known.cancel_reason,
      -- A deferral is no failure.
      'error', CASE WHEN outcome <> 'deferred' THEN NEW.output->'error' END));
  ELSIF outcome = 'deferred' AND NEW.output ? 'error' AND ${boss}.job_now() >= deferral_end THEN
    NEW.state := 'cancelled';
    NEW.completed_on := ${boss}.job_now();
    NEW.output := NEW.output || jsonb_build_object('outcome', 'expired', 'reason',
      'It was deferred for longer than it may.');
  ELSIF outcome = 'deferred' THEN
    NEW.state := 'retry';
    NEW.retry_limit := NEW.retry_limit + 1;
    NEW.completed_on := NULL;
    -- The last one ends when the limit does.
    NEW.start_after := CASE WHEN NEW.output ? 'error' THEN least(deferral_end,
      ${boss}.job_now() + (NEW.output->>'retryAfter')::float8 * interval '1 millisecond') ELSE ${boss}.job_now() END;
  ELSIF outcome = 'released' OR (outcome = 'lost' AND known.losses < ${MAX_LOSSES}) THEN
    NEW.state := 'retry';
    NEW.retry_limit := NEW.retry_limit + 1;
    NEW.completed_on := NULL;
    NEW.start_after := ${boss}.job_now();
  ELSIF outcome = 'lost' THEN
    NEW.state := 'failed';
    NEW.completed_on := ${boss}.job_now();
    NEW.output := jsonb_build_object('outcome', 'failed', 'error', jsonb_build_object(
      'code', 'WORKER_CRASHED', 'retryable', false,
      'message', format('The task was lost %s times: its process ended, or did not renew the lease.', known.losses + 1)));
  ELSIF NEW.state = 'retry' AND NEW.output->>'retryable' = 'false' THEN
    NEW.state := 'failed';
    NEW.completed_on := ${boss}.job_now();
  ELSIF NEW.state = 'retry' THEN
    -- pg-boss computes the delay from all attempts, including those that were handed back or lost.
    IF NEW.retry_backoff THEN
      NEW.start_after := ${boss}.job_now() + least(NEW.retry_delay_max,
        greatest(NEW.retry_delay, 1) * 2 ^ least(15, known.failures) * (1 + random())) * interval '1 second';
    END IF;
    IF NEW.output ? 'retryAfter' THEN
      NEW.start_after := greatest(NEW.start_after,
        ${boss}.job_now() + (NEW.output->>'retryAfter')::float8 * interval '1 millisecond');
    END IF;
  END IF;
  -- A later manual retry has no delay.
  IF NEW.state IN ('cancelled', 'failed') THEN NEW.start_after := ${boss}.job_now(); END IF;
  -- A failed job would hold its key forever.
  IF NEW.state = 'failed' AND NEW.policy = 'key_strict_fifo' THEN NEW.policy := 'standard'; END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION ${own}.before_retry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- It waits like other tasks of its key, of which one may run or wait for a retry.
  NEW.policy := 'key_strict_fifo';
  NEW.state := 'created';
  RETURN NEW;
END $$;

CREATE FUNCTION ${own}.after_insert() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  bad_parents uuid[];
  taken int;
BEGIN
  WITH created AS (
    INSERT INTO ${own}.task (job_id, queue, id, type, project_id, state, priority, key, flow, tags, is_parent, due_at, expires_at, created_at, hold_keys, awaits_approval)
    SELECT j.id, j.name, coalesce(t->>'id', j.id::text), t->>'type', t->>'projectId',
      ${own}.state_of(j.state, ${waits('j')}, j.start_after, NULL), j.priority, j.singleton_key, j.data->>'flow',
      (j.data->>'tags')::text[],
      j.data ? 'wakes', j.start_after, ${firstExpiryOf('j.data')}, j.created_on,
      (j.data->>'holdScopes')::text[],
      ${needsApproval('j.data')}
    FROM inserted j CROSS JOIN LATERAL (SELECT j.data->'task' AS t) AS envelope
    WHERE j.state = 'created' AND starts_with(j.name, 'tasks/')
    ON CONFLICT (job_id) DO NOTHING
    RETURNING job_id, state, number, tags
  ), searchable AS (
    INSERT INTO ${own}.search_pending (number) SELECT number FROM created
  ), tagged AS (
    INSERT INTO ${own}.tag (tag, number) SELECT unnest(tags), number FROM created WHERE tags IS NOT NULL
  )
  INSERT INTO ${own}.event (job_id, kind, state, attempt)
  SELECT job_id, 'state', state, 0 FROM created;
  GET DIAGNOSTICS taken = ROW_COUNT;
  IF taken < (SELECT count(*) FROM inserted WHERE state = 'created' AND starts_with(name, 'tasks/')) THEN
    -- A task with that id is in another queue, or has ended and left pg-boss's table. It stays the only one.
    DELETE FROM ${boss}.job j USING inserted i
    WHERE j.name = i.name AND j.id = i.id AND i.state = 'created' AND starts_with(i.name, 'tasks/') AND NOT EXISTS (
      SELECT FROM ${own}.task t WHERE t.job_id = i.id AND t.queue = i.name AND t.created_at = i.created_on);
    -- Whoever inserted it asks which ones. A message of this level is sent to every client, and kept in no log.
    RAISE INFO 'Some tasks exist already.';
  END IF;

  IF EXISTS (SELECT FROM inserted WHERE state <> 'created' AND starts_with(name, 'tasks/')) THEN
    WITH changed AS (
      UPDATE ${own}.task t SET
        state = ${own}.state_of(j.state, ${waits('j')}, j.start_after, CASE WHEN j.state = 'cancelled' THEN j.output END),
        is_open = j.state = 'retry',
        is_bad = j.state <> 'retry',
        losses = t.losses + (${own}.outcome_of(j.output) = 'lost')::int,
        failures = t.failures + (${own}.outcome_of(j.output) = 'failed')::int,
        error_code = CASE WHEN ${own}.outcome_of(j.output) <> 'deferred' THEN j.output->'error'->>'code' END,
        -- A deferral goes on until an attempt ends in another way, except by being lost or handed back.
        deferral = CASE
          WHEN ${own}.outcome_of(j.output) = 'deferred' AND j.output ? 'error' THEN jsonb_build_object(
            'code', j.output->'error'->>'code', 'message', j.output->'error'->>'message', 'until', j.start_after,
            'since', coalesce(t.deferral->>'since', to_jsonb(${boss}.job_now())#>>'{}'))
          WHEN ${own}.outcome_of(j.output) IN ('deferred', 'released', 'lost') AND j.state = 'retry' THEN t.deferral
        END,
        cancel_reason = NULL,
        hold_reason = NULL,
        due_at = j.start_after,
        finished_at = j.completed_on
      FROM inserted j
      WHERE t.job_id = j.id AND j.state <> 'created' AND starts_with(j.name, 'tasks/')
      RETURNING t.job_id, t.state, j.retry_count + 1 AS attempt,
        j.output || jsonb_build_object('outcome', ${own}.outcome_of(j.output)) AS output,
        t.is_open, t.project_id, t.type, t.finished_at - t.started_at AS ran
    ), ended AS (
      INSERT INTO ${own}.ended (project_id, type, state, ran)
      SELECT project_id, type, state, ran FROM changed WHERE NOT is_open
    )
    INSERT INTO ${own}.event (job_id, kind, state, attempt, data)
    SELECT job_id, 'state', state, attempt, output FROM changed;
    PERFORM ${own}.end_canary(j.id, false) FROM inserted j JOIN ${own}.hold h ON h.canary = j.id WHERE j.state <> 'created' AND starts_with(j.name, 'tasks/');${parentFailureAfterInsert(names)}
  END IF;${markInserted(names)}
  RETURN NULL;
END $$;

CREATE FUNCTION ${own}.after_update() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  why jsonb := CASE WHEN NOT ${own}.in_wave() THEN ${own}.reason() WHEN NEW.state >= 'cancelled' THEN NEW.output END;
  now_state text := ${own}.state_of(NEW.state, ${waits('NEW')}, NEW.start_after, why);
  is_final boolean := NEW.state >= 'completed';
  is_parent boolean;
  changed ${own}.task%ROWTYPE;
BEGIN
  UPDATE ${own}.task t SET
    state = now_state,
    is_open = NOT is_final,
    is_bad = NEW.state IN ('cancelled', 'failed'),
    attempt = CASE WHEN NEW.state = 'active' THEN NEW.retry_count + 1 ELSE attempt END,
    -- A statement that fetches tasks may have begun before the task ahead in the key ended.
    started_at = CASE WHEN NEW.state = 'active' THEN greatest(NEW.started_on, clock_timestamp()) ELSE started_at END,
    due_at = NEW.start_after,
    -- The ttl ends with a start in time; a deadline stays. A late start keeps the time, so that the consumer finds it
    -- by this clock.
    expires_at = CASE WHEN NEW.state = 'active' AND expires_at > clock_timestamp()
      THEN (NEW.data->>'deadline')::timestamptz ELSE expires_at END,
    losses = CASE WHEN OLD.state >= 'completed' THEN 0 ELSE losses END,
    failures = CASE WHEN OLD.state >= 'completed' THEN 0 ELSE failures END,
    cancel_reason = CASE WHEN is_final OR OLD.state >= 'completed' THEN NULL ELSE cancel_reason END,
    awaits_approval = CASE WHEN OLD.state >= 'completed' THEN NOT is_final AND ${needsApproval('NEW.data')}
      ELSE awaits_approval AND NOT is_final END,
    deferral = CASE WHEN is_final OR OLD.state >= 'completed' THEN NULL ELSE deferral END,
    hold_reason = CASE WHEN is_final THEN NULL ELSE hold_reason END,
    held_by = CASE WHEN NEW.blocked AND NOT is_final THEN held_by END,
    error_code = why->'error'->>'code',
    finished_at = NEW.completed_on
  WHERE job_id = NEW.id
  RETURNING t.* INTO changed;
  is_parent := changed.is_parent;
  IF is_final THEN
    INSERT INTO ${own}.ended (project_id, type, state, ran)
    VALUES (changed.project_id, changed.type, now_state, CASE WHEN OLD.state = 'active' THEN changed.finished_at - changed.started_at END);
  END IF;
  INSERT INTO ${own}.event (job_id, kind, state, attempt, data)
  VALUES (NEW.id, 'state', now_state,
    CASE WHEN NEW.started_on IS NULL THEN 0 ELSE NEW.retry_count + 1 END,
    CASE NEW.state
      WHEN 'completed' THEN NEW.output
      WHEN 'active' THEN jsonb_build_object('engine', current_setting('application_name'))
      ELSE why
    END);
  IF is_final AND EXISTS (SELECT FROM ${own}.hold WHERE canary = NEW.id) THEN
    PERFORM ${own}.end_canary(NEW.id, NEW.state = 'completed');
  END IF;${markReleased(names)}${childrenAfterUpdate(names)}
  RETURN NULL;
END $$;
`;
}

/**
 * Returns the triggers on pg-boss's table, which are created again whenever they are missing. Those for inserts run once for
 * all rows of a statement. They are on both tables, as pg-boss writes to either of them.
 */
export function triggers(names: SchemaNames): string {
  const { own, boss } = names;
  const inserts = ['job', 'job_common'].map(
    (table) => `
CREATE OR REPLACE TRIGGER poppobuilder_insert AFTER INSERT ON ${boss}.${table}
  REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION ${own}.after_insert();`,
  );
  return `${inserts.join('')}
CREATE OR REPLACE TRIGGER poppobuilder_put_back BEFORE INSERT ON ${boss}.job FOR EACH ROW
  WHEN (NEW.state IN ('retry', 'failed') AND starts_with(NEW.name, 'tasks/'))
  EXECUTE FUNCTION ${own}.before_put_back();
CREATE OR REPLACE TRIGGER poppobuilder_retry BEFORE UPDATE OF state ON ${boss}.job FOR EACH ROW
  WHEN (OLD.state = 'failed' AND NEW.state = 'retry' AND starts_with(NEW.name, 'tasks/ordered'))
  EXECUTE FUNCTION ${own}.before_retry();
CREATE OR REPLACE TRIGGER poppobuilder_update AFTER UPDATE ON ${boss}.job FOR EACH ROW
  WHEN ((OLD.state IS DISTINCT FROM NEW.state OR ((${waits('OLD')}) IS DISTINCT FROM (${waits('NEW')}) AND NEW.state < 'active')) AND starts_with(NEW.name, 'tasks/'))
  EXECUTE FUNCTION ${own}.after_update();
${flowTriggers(names)}${orderTrigger(names)}${holdTrigger(names)}`;
}
