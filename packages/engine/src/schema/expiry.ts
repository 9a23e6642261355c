import { BY_INDEX } from './by-index.ts';
import type { SchemaNames } from './names.ts';

/** Returns an expression for the expiry of a new task, by the data of its job and the clock of the database. */
export function expiryOf(data: string): string {
  return `least((${data}->>'deadline')::timestamptz,
        clock_timestamp() + (${data}->>'ttl')::float8 * interval '1 millisecond')`;
}

/** Returns a function for the expiry of retried tasks. */
export function expirySchema({ own, boss }: SchemaNames): string {
  return `
-- A manual retry drops times in the past; those in the future still apply.
CREATE FUNCTION ${own}.forget_past(tasks uuid[]) RETURNS void LANGUAGE plpgsql ${BY_INDEX} AS $$
BEGIN
  UPDATE ${boss}.job j SET data = j.data - 'deadline' FROM ${own}.task t
  WHERE t.job_id = ANY(tasks) AND j.name = t.queue AND j.id = t.job_id
    AND (j.data->>'deadline')::timestamptz <= clock_timestamp();
  UPDATE ${own}.task t SET expires_at = CASE WHEN NOT t.awaits_approval THEN (j.data->>'deadline')::timestamptz END FROM ${boss}.job j
  WHERE t.job_id = ANY(tasks) AND j.name = t.queue AND j.id = t.job_id AND t.expires_at <= clock_timestamp();
END $$;
`;
}
