import { needsApproval } from './approvals.ts';
import { BY_INDEX } from './by-index.ts';
import type { SchemaNames } from './names.ts';

/**
 * Returns the tables and functions of flows. pg-boss's `job_dependency` has the dependencies that a task still waits for;
 * ours has all of them. A parent that ends decides about its children in the same statement, whoever ended it.
 */
export function flowsSchema({ own, boss }: SchemaNames): string {
  const parentsOf = `JOIN ${boss}.job_dependency d ON d.parent_name = p.queue AND d.parent_id = p.job_id`;
  return `
CREATE TABLE ${own}.dependency (
  child uuid NOT NULL REFERENCES ${own}.task ON DELETE CASCADE,
  parent uuid NOT NULL REFERENCES ${own}.task ON DELETE CASCADE,
  PRIMARY KEY (child, parent)
);
CREATE INDEX dependency_parent ON ${own}.dependency (parent);

CREATE TABLE ${own}.flow_task (
  flow text NOT NULL,
  name text NOT NULL,
  job_id uuid NOT NULL REFERENCES ${own}.task ON DELETE CASCADE,
  PRIMARY KEY (flow, name)
);
CREATE INDEX flow_task_job ON ${own}.flow_task (job_id);

-- While a wave goes through a flow, its changes start no further wave, and their output has the reason.
CREATE FUNCTION ${own}.in_wave() RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT coalesce(current_setting('poppobuilder.wave', true) = 'on', false) $$;

CREATE FUNCTION ${own}.before_child() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT count(*) + (${needsApproval('NEW.data')})::int INTO NEW.pending_dependencies FROM ${boss}.job_dependency
  WHERE child_name = NEW.name AND child_id = NEW.id;
  NEW.blocked := NEW.pending_dependencies > 0;
  RETURN NEW;
END $$;

-- Children of a parent that succeeded have one dependency less to wait for.
CREATE FUNCTION ${own}.release_children(of_name text, of_id uuid) RETURNS void LANGUAGE plpgsql ${BY_INDEX} AS $$
BEGIN
  PERFORM FROM ${boss}.job j
  WHERE (j.name, j.id) IN (
    SELECT child_name, child_id FROM ${boss}.job_dependency WHERE parent_name = of_name AND parent_id = of_id)
  ORDER BY j.id FOR UPDATE;
  WITH satisfied AS (
    DELETE FROM ${boss}.job_dependency WHERE parent_name = of_name AND parent_id = of_id
    RETURNING child_name, child_id
  )
  UPDATE ${boss}.job j SET ${oneLess(boss, '1')}
  FROM satisfied s WHERE j.name = s.child_name AND j.id = s.child_id AND j.blocked;
END $$;

-- Applies the policies of the children of parents that did not succeed, and of all their descendants.
CREATE FUNCTION ${own}.apply_parent_failure(parents uuid[]) RETURNS void LANGUAGE plpgsql ${BY_INDEX} AS $$
DECLARE
  wave uuid[] := parents;
  was_in_wave boolean := ${own}.in_wave();
BEGIN
  -- In a fixed order, so that simultaneous transactions do not deadlock.
  PERFORM FROM ${boss}.job j
  WHERE (j.name, j.id) IN (
    WITH RECURSIVE below AS (
      SELECT d.child_name, d.child_id FROM ${own}.task p ${parentsOf} WHERE p.job_id = ANY(wave)
      UNION
      SELECT d.child_name, d.child_id FROM below b
      JOIN ${boss}.job_dependency d ON d.parent_name = b.child_name AND d.parent_id = b.child_id
    )
    SELECT child_name, child_id FROM below)
  ORDER BY j.id FOR UPDATE;
  PERFORM set_config('poppobuilder.wave', 'on', true);
  WHILE wave IS NOT NULL LOOP
    WITH satisfied AS (
      DELETE FROM ${boss}.job_dependency d USING ${own}.task p, ${boss}.job c
      WHERE p.job_id = ANY(wave) AND d.parent_name = p.queue AND d.parent_id = p.job_id
        AND c.name = d.child_name AND c.id = d.child_id AND c.state < 'active' AND c.data->>'onParentFailure' = 'run'
      RETURNING d.child_name, d.child_id
    ), counted AS (
      SELECT child_name, child_id, count(*)::int AS n FROM satisfied GROUP BY child_name, child_id
    )
    UPDATE ${boss}.job j SET ${oneLess(boss, 's.n')}
    FROM counted s WHERE j.name = s.child_name AND j.id = s.child_id AND j.blocked;

    WITH cause AS (
      SELECT DISTINCT ON (d.child_id) d.child_name, d.child_id, p.id AS parent, p.state AS parent_state
      FROM ${own}.task p ${parentsOf} WHERE p.job_id = ANY(wave)
      ORDER BY d.child_id, p.number
    ), ended AS (
      UPDATE ${boss}.job j SET
        state = CASE j.data->>'onParentFailure' WHEN 'skip' THEN 'cancelled' ELSE 'failed' END::${boss}.job_state,
        completed_on = ${boss}.job_now(),
        -- A failed job would hold its key forever.
        policy = CASE WHEN j.policy = 'key_strict_fifo' AND j.data->>'onParentFailure' IS DISTINCT FROM 'skip'
          THEN 'standard' ELSE j.policy END,
        output = CASE j.data->>'onParentFailure'
          WHEN 'skip' THEN jsonb_build_object('outcome', 'skipped', 'parent', c.parent, 'reason',
            format('It was skipped because the task "%s", on which it depends, %s.', c.parent, ${ended('c.parent_state')}))
          ELSE jsonb_build_object('outcome', 'failed', 'parent', c.parent, 'error', jsonb_build_object(
            'name', 'TaskError', 'code', 'DEPENDENCY_FAILED', 'retryable', false, 'message',
            format('The task "%s", on which this one depends, %s.', c.parent, ${ended('c.parent_state')}),
            'hint', format('Fix the cause, then retry "%s" with its subtree.', c.parent)))
        END
      FROM cause c
      WHERE j.name = c.child_name AND j.id = c.child_id AND j.state < 'active' AND j.blocked
        AND coalesce(j.data->>'onParentFailure', 'fail') <> 'run'
      RETURNING j.id
    )
    SELECT array_agg(id) INTO wave FROM ended;
  END LOOP;
  PERFORM set_config('poppobuilder.wave', CASE WHEN was_in_wave THEN 'on' ELSE '' END, true);
END $$;

-- For tasks that wait again: parents that did not succeed still count.
CREATE FUNCTION ${own}.apply_earlier_failures(children uuid[]) RETURNS void LANGUAGE plpgsql ${BY_INDEX} AS $$
DECLARE
  bad uuid[];
BEGIN
  SELECT array_agg(DISTINCT p.job_id) INTO bad
  FROM ${own}.task c
  JOIN ${boss}.job_dependency d ON d.child_name = c.queue AND d.child_id = c.job_id
  JOIN ${own}.task p ON p.job_id = d.parent_id
  WHERE c.job_id = ANY(children) AND p.is_bad;
  IF bad IS NOT NULL THEN PERFORM ${own}.apply_parent_failure(bad); END IF;
END $$;

-- Makes tasks wait again that depend on a task and ended only because of it.
CREATE FUNCTION ${own}.reset_subtree(root uuid) RETURNS void LANGUAGE plpgsql ${BY_INDEX} AS $$
DECLARE
  reset_tasks uuid[];
BEGIN
  WITH RECURSIVE below AS (
    SELECT p.queue AS name, p.job_id AS id FROM ${own}.task p WHERE p.job_id = root
    UNION
    SELECT j.name, j.id FROM below b
    JOIN ${boss}.job_dependency d ON d.parent_name = b.name AND d.parent_id = b.id
    JOIN ${boss}.job j ON j.name = d.child_name AND j.id = d.child_id
    WHERE ${ENDED_BELOW}
  )
  SELECT array_agg(id) INTO reset_tasks FROM below WHERE id <> root;
  IF reset_tasks IS NULL THEN RETURN; END IF;
  PERFORM FROM ${boss}.job j JOIN ${own}.task t ON j.name = t.queue AND j.id = t.job_id
  WHERE t.job_id = ANY(reset_tasks) ORDER BY j.id FOR UPDATE OF j;
  PERFORM set_config('poppobuilder.wave', 'on', true);
  UPDATE ${boss}.job j SET
    state = 'created', completed_on = NULL, output = NULL,
    start_after = greatest(j.start_after, ${boss}.job_now()),
    policy = CASE WHEN starts_with(j.name, 'tasks/ordered') THEN 'key_strict_fifo' ELSE j.policy END
  FROM ${own}.task t
  WHERE t.job_id = ANY(reset_tasks) AND j.name = t.queue AND j.id = t.job_id AND ${ENDED_BELOW};
  PERFORM set_config('poppobuilder.wave', '', true);
  PERFORM ${own}.forget_past(reset_tasks);
  PERFORM ${own}.apply_earlier_failures(reset_tasks);
END $$;

-- Cancels tasks that have not started. Their descendants must be among them.
CREATE FUNCTION ${own}.cancel_waiting(tasks uuid[], reason text) RETURNS void LANGUAGE plpgsql ${BY_INDEX} AS $$
DECLARE
  ended uuid[];
BEGIN
  PERFORM FROM ${boss}.job j JOIN ${own}.task t ON j.name = t.queue AND j.id = t.job_id
  WHERE t.job_id = ANY(tasks) ORDER BY j.id FOR UPDATE OF j;
  PERFORM set_config('poppobuilder.wave', 'on', true);
  WITH changed AS (
    UPDATE ${boss}.job j SET state = 'cancelled', completed_on = ${boss}.job_now(),
      output = jsonb_build_object('outcome', 'cancelled', 'reason', reason)
    FROM ${own}.task t
    WHERE t.job_id = ANY(tasks) AND j.name = t.queue AND j.id = t.job_id AND j.state < 'active'
    RETURNING j.id
  )
  SELECT array_agg(id) INTO ended FROM changed;
  PERFORM set_config('poppobuilder.wave', '', true);
  IF ended IS NOT NULL THEN PERFORM ${own}.apply_parent_failure(ended); END IF;
END $$;
`;
}

/** Returns the trigger of flows on pg-boss's table. */
export function flowTriggers({ own, boss }: SchemaNames): string {
  return `
CREATE OR REPLACE TRIGGER poppobuilder_child BEFORE INSERT ON ${boss}.job FOR EACH ROW
  WHEN (NEW.state = 'created' AND (NEW.data ? 'onParentFailure' OR NEW.data ? 'approval') AND starts_with(NEW.name, 'tasks/'))
  EXECUTE FUNCTION ${own}.before_child();
`;
}

/** Returns the end of the trigger for updates: what a changed task means for its children. */
export function childrenAfterUpdate({ own }: SchemaNames): string {
  return `
  IF ${own}.in_wave() THEN RETURN NULL; END IF;
  IF is_parent AND is_final AND OLD.state <> NEW.state THEN
    IF NEW.state = 'completed' THEN
      PERFORM ${own}.release_children(NEW.name, NEW.id);
    ELSE
      PERFORM ${own}.apply_parent_failure(ARRAY[NEW.id]);
    END IF;
  END IF;
  IF NEW.blocked AND OLD.state >= 'completed' AND NEW.state < 'active' THEN
    PERFORM ${own}.apply_earlier_failures(ARRAY[NEW.id]);
  END IF;`;
}

/** Returns the end of the trigger for inserts, where attempts arrive that pg-boss ended. */
export function parentFailureAfterInsert({ own }: SchemaNames): string {
  return `
    SELECT array_agg(t.job_id) INTO bad_parents FROM inserted j JOIN ${own}.task t ON t.job_id = j.id
    WHERE j.state IN ('cancelled', 'failed') AND starts_with(j.name, 'tasks/') AND t.is_parent;
    IF bad_parents IS NOT NULL THEN PERFORM ${own}.apply_parent_failure(bad_parents); END IF;`;
}

/** Ended while it waited, by the functions in {@link flowsSchema} and not by a call for this task alone. */
const ENDED_BELOW = `j.blocked AND j.state IN ('cancelled', 'failed')
      AND (j.output->>'outcome' IN ('skipped', 'cancelled') OR j.output->'error'->>'code' = 'DEPENDENCY_FAILED')`;

const oneLess = (boss: string, count: string): string => `
    pending_dependencies = greatest(j.pending_dependencies - ${count}, 0),
    blocked = j.pending_dependencies > ${count},
    start_after = CASE WHEN j.pending_dependencies > ${count} THEN j.start_after
      ELSE greatest(j.start_after, ${boss}.job_now()) END`;

const ended = (state: string): string =>
  `CASE ${state} WHEN 'failed' THEN 'failed' WHEN 'expired' THEN 'expired' ELSE 'was cancelled' END`;
