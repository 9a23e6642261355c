/** The states of a task, in the order of its life. */
export const TASK_STATES = [
  'scheduled',
  'blocked',
  'queued',
  'running',
  'succeeded',
  'failed',
  'cancelled',
  'expired',
] as const;
