import type { LogLevel } from '../logging/logger.ts';
import { createServiceToken, type ServiceToken } from '../services/service-token.ts';

/** Sends a task's `log` events alone, for output that does not belong into the log file. */
export interface TaskOutput {
  /** Sends one message; it must be masked already. */
  write(level: LogLevel, message: string, stream?: 'stdout' | 'stderr'): void;
}

/** Token of {@link TaskOutput}. */
export const TaskOutput: ServiceToken<TaskOutput> = createServiceToken<TaskOutput>({
  id: '@poppobuilder/core/TaskOutput',
  scope: 'task',
});
