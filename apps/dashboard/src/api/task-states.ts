import type { TaskState } from './types.ts';

/** The states of tasks that have not started. */
export const WAITING_STATES = ['queued', 'blocked', 'scheduled'] as const satisfies readonly TaskState[];
