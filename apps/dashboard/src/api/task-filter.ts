import type { WAIT_CODES } from '@poppobuilder/api/client';
import type { TaskState } from './types.ts';

/** What narrows the list of tasks. Times are in ISO 8601. */
export interface TaskFilter {
  readonly state?: readonly TaskState[] | undefined;
  readonly project?: string | undefined;
  readonly type?: string | undefined;
  readonly tag?: string | undefined;
  readonly label?: string | undefined;
  readonly reason?: (typeof WAIT_CODES)[number] | undefined;
  readonly createdAfter?: string | undefined;
  readonly createdBefore?: string | undefined;
  readonly finishedAfter?: string | undefined;
  readonly finishedBefore?: string | undefined;
  readonly text?: string | undefined;
}
