import type { TaskError } from '../errors/task-error.ts';
import type { ResolvedPermissions } from '../plugin/permissions.ts';
import { createServiceToken, type ServiceToken } from '../services/service-token.ts';

/** What bounds a task, for services that enforce it. */
export interface TaskLimits {
  /** Time between asking something to stop and killing it. In milliseconds. */
  readonly grace: number;
  /** What the handler declared, less what the project denies. */
  readonly permissions: ResolvedPermissions;
  /** Ends the task with an error, when it went over a limit. The first that ends it counts. */
  readonly stop: (error: TaskError) => void;
}

/** Token of {@link TaskLimits}. */
export const TaskLimits: ServiceToken<TaskLimits> = createServiceToken<TaskLimits>({
  id: '@poppobuilder/core/TaskLimits',
  scope: 'task',
});
