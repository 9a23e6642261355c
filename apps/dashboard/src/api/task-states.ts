import type { TaskState } from './types.ts';

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
] as const satisfies readonly TaskState[];

/** Those of tasks that have not started. */
export const WAITING_STATES = ['queued', 'blocked', 'scheduled'] as const satisfies readonly TaskState[];
