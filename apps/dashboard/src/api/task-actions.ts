import type { TaskRow, TaskState } from './types.ts';

/** What an operator does with a task. */
export type TaskAction = 'approve' | 'reject' | 'retry' | 'cancel';

const OPEN: readonly TaskState[] = ['scheduled', 'blocked', 'queued', 'running'];
const RETRIABLE: readonly TaskState[] = ['failed', 'cancelled', 'expired'];

/** The states in which there may be something to do. */
export const STATES_OF_ACTIONS: Readonly<Record<TaskAction, readonly TaskState[]>> = {
  approve: ['blocked', 'queued', 'scheduled'],
  reject: ['blocked', 'queued', 'scheduled'],
  retry: RETRIABLE,
  cancel: OPEN,
};

/** Returns what can be done with a task as it is now. */
export function actionsOf({
  state,
  waitingFor,
}: Pick<TaskRow, 'state' | 'waitingFor'>): readonly TaskAction[] {
  if (waitingFor?.code === 'APPROVAL') return ['approve', 'reject'];
  if (RETRIABLE.includes(state)) return ['retry'];
  return OPEN.includes(state) ? ['cancel'] : [];
}
