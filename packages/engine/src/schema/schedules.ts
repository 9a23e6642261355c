import type { SchemaNames } from './names.ts';

/** The pg-boss queue of jobs that each wait for the next occurrence of a schedule. */
export const SCHEDULES_QUEUE = 'schedules';

/** Returns the table of schedules and their states. */
export function schedulesSchema({ own }: SchemaNames): string {
  return `
CREATE TABLE ${own}.schedule (
  id text PRIMARY KEY,
  timing jsonb NOT NULL,
  task jsonb NOT NULL,
  options jsonb NOT NULL,
  missed text NOT NULL,
  overlap text NOT NULL,
  is_paused boolean NOT NULL DEFAULT false,
  -- The start of intervals.
  anchor timestamptz NOT NULL,
  -- The next occurrence, and the job that waits for it.
  next_at timestamptz,
  job_id uuid,
  last jsonb,
  last_skipped jsonb,
  last_missed jsonb,
  last_error jsonb,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX schedule_next ON ${own}.schedule (next_at) WHERE next_at IS NOT NULL;
-- Open tasks of a schedule, whose ids begin with its id.
CREATE INDEX task_of_schedule ON ${own}.task (id COLLATE "C") WHERE is_open AND starts_with(id, 'schedule:');
`;
}
