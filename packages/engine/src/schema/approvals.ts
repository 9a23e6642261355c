import { expiryOf } from './expiry.ts';
import type { SchemaNames } from './names.ts';

/** Returns whether a job with this data still needs an approval, which counts as one dependency: that of a plan once there is one. */
export const needsApproval = (data: string): string =>
  `${data} ? 'approval' AND NOT (${data}->'approval') ? 'given'
        AND (NOT (${data}->'approval') ? 'of' OR (${data}->'approval') ? 'plan')`;

/** Returns the expiry of a new task: while it needs an approval, only that expires. */
export const firstExpiryOf = (data: string): string =>
  `CASE WHEN ${needsApproval(data)} THEN (${data}->'approval'->>'expires')::timestamptz ELSE ${expiryOf(data)} END`;

/** Returns the function that gives an approval: the time that a task may wait begins with it. */
export function approvalsSchema({ own, boss }: SchemaNames): string {
  return `
CREATE FUNCTION ${own}.approve(of_name text, of_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  was_last boolean;
BEGIN
  UPDATE ${own}.task t SET awaits_approval = false, expires_at = ${expiryOf('j.data')}
  FROM ${boss}.job j WHERE t.job_id = of_id AND j.name = of_name AND j.id = of_id;
  UPDATE ${boss}.job SET
    data = jsonb_set(data, '{approval,given}', 'true'),
    pending_dependencies = greatest(pending_dependencies - 1, 0),
    blocked = pending_dependencies > 1,
    start_after = greatest(start_after, ${boss}.job_now())
  WHERE name = of_name AND id = of_id RETURNING pending_dependencies = 0 INTO was_last;
  IF was_last THEN RETURN; END IF;
  -- Its state stays the same, so the trigger writes nothing.
  INSERT INTO ${own}.event (job_id, kind, state, attempt, data)
  SELECT job_id, 'state', state, attempt, ${own}.reason() FROM ${own}.task WHERE job_id = of_id;
END $$;

-- Lets a task that was put back wait until its plan is approved. Returns what was decided meanwhile; an empty object where
-- nothing was, and null when the task does not wait at all.
CREATE FUNCTION ${own}.await_plan(of_name text, of_id uuid, asked jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  early jsonb;
BEGIN
  SELECT coalesce(data->'approval'->'early', '{}') INTO early FROM ${boss}.job WHERE name = of_name AND id = of_id AND state = 'retry' FOR UPDATE;
  IF early IS NULL THEN RETURN NULL; END IF;
  UPDATE ${own}.task t SET awaits_approval = true, deferral = NULL, error_code = NULL,
    expires_at = (j.data->'approval'->>'expires')::timestamptz
  FROM ${boss}.job j WHERE t.job_id = of_id AND j.name = of_name AND j.id = of_id;
  UPDATE ${boss}.job SET
    data = jsonb_set(data, '{approval}', coalesce(data->'approval', '{}') - 'early' - 'given' || asked || '{"of": "plan"}'),
    pending_dependencies = pending_dependencies + 1, blocked = true, start_after = ${boss}.job_now()
  WHERE name = of_name AND id = of_id;
  RETURN early;
END $$;

-- Adds to a list of a task that plans, which is why it plans again where its plan waits for an approval.
CREATE FUNCTION ${own}.revise_plan(of_name text, of_id uuid, field text, items jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  awaits boolean;
BEGIN
  SELECT awaits_approval INTO awaits FROM ${own}.task WHERE job_id = of_id;
  UPDATE ${own}.task t SET awaits_approval = false, expires_at = ${expiryOf('j.data')}
  FROM ${boss}.job j WHERE awaits AND t.job_id = of_id AND j.name = of_name AND j.id = of_id;
  UPDATE ${boss}.job SET
    data = CASE WHEN field IS NULL THEN data #- '{approval,plan}'
      ELSE jsonb_set(CASE WHEN awaits THEN data #- '{approval,plan}' ELSE data END, ARRAY['task', field],
        coalesce(data->'task'->field, '[]') || items) END,
    pending_dependencies = CASE WHEN awaits THEN greatest(pending_dependencies - 1, 0) ELSE pending_dependencies END,
    blocked = CASE WHEN awaits THEN pending_dependencies > 1 ELSE blocked END,
    start_after = CASE WHEN awaits THEN greatest(start_after, ${boss}.job_now()) ELSE start_after END
  WHERE name = of_name AND id = of_id;
END $$;
`;
}
