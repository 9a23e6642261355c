import type { ProjectConfig } from '../project/project-config.ts';
import type { Secret } from '../services/service-token.ts';
import { createServiceToken, type ServiceToken } from '../services/service-token.ts';
import type { Logger } from '../logging/logger.ts';
import type { CostLimit } from './cost-limit.ts';
import type { PlanApproval } from './plan-approval.ts';
import type { ProgressFunction } from './progress.ts';

/**
 * The project's services by name, created on first use. Packages add theirs by module augmentation and
 * `createServiceToken({ component })`.
 */
export interface ProjectComponents {
  readonly config: ProjectConfig;
  readonly logger: Logger;
}

/** What a handler knows about the task it works on and the project it works in. */
export interface TaskContext {
  readonly taskId: string;
  readonly taskType: string;
  readonly workerId: string;
  /** Which execution of the task this is, from 1. */
  readonly attempt: number;
  /** Whether a failure is the end of the task. Otherwise an error that is `retryable` is followed by another attempt. */
  readonly isLastAttempt: boolean;
  /** Whether an error that is `deferred` is followed by another attempt, even after the last one. */
  readonly mayDefer: boolean;
  /** What this execution may cost; services that are paid for keep to it. Absent without a limit. */
  readonly costLimit?: CostLimit | undefined;
  /**
   * Present when a person has to approve a plan first. Until that is given, a handler only plans, and throws a `deferred` error
   * with `approval`.
   */
  readonly approval?: PlanApproval | undefined;
  /** When the task times out, in milliseconds since the epoch. */
  readonly deadline: number;
  readonly projectId: string;
  /** Real path of the project's folder. */
  readonly projectPath: string;
  readonly projectConfig: ProjectConfig;
  /** Where the task works; commands start here. */
  readonly workingDirectory: string;
  /** Environment of the task's commands; the process's own is never changed. */
  readonly environment: Readonly<Record<string, string>>;
  /** The declared secrets that are set, by name. */
  readonly credentials: Readonly<Record<string, Secret>>;
  readonly components: ProjectComponents;
  /** Aborts at the deadline and on cancel, with the `TaskError` as its reason. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Reports progress as an event. Stages of the built-in tasks: `checkout, execute, respond`. */
  readonly progress: ProgressFunction;
}

/** Token of the context, for services that live as long as a task. */
export const TaskContext: ServiceToken<TaskContext> = createServiceToken<TaskContext>({
  id: '@poppobuilder/core/TaskContext',
  scope: 'task',
});
