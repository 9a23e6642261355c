import { expiryOf } from './expiry.ts';
import type { SchemaNames } from './names.ts';

/** Returns whether a job with this data still needs an approval, which counts as one dependency. */
export const needsApproval = (data: string): string =>
  `${data} ? 'approval' AND NOT (${data}->'approval') ? 'given'`;

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
`;
}
