import type { TaskState } from './types.ts';

/** What narrows the list of tasks. */
export interface TaskFilter {
  readonly state?: readonly TaskState[] | undefined;
  readonly project?: string | undefined;
  readonly type?: string | undefined;
  readonly text?: string | undefined;
}
