import type { Logger } from '../logging/logger.ts';
import { permitsSecret, type ResolvedPermissions } from '../plugin/permissions.ts';
import type { Environment } from '../project/environment.ts';
import type { ProjectConfig } from '../project/project-config.ts';
import type { ProjectSettings } from '../project/project-settings.ts';
import type { Secret } from '../services/service-token.ts';
import type { Scope } from '../services/service-scope.ts';
import type { ServiceToken } from '../services/service-token.ts';
import type { CostLimit } from './cost-limit.ts';
import type { PlanApproval } from './plan-approval.ts';
import type { ProgressFunction } from './progress.ts';
import type { ProjectComponents, TaskContext } from './task-context.ts';
import type { TaskRun } from './task-run.ts';

/** What a context is made of. */
export interface TaskContextOptions {
  readonly run: Pick<TaskRun, 'attempt' | 'isLastAttempt' | 'mayDefer' | 'costLimit' | 'approval' | 'signal'>;
  readonly taskId: string;
  readonly taskType: string;
  readonly workerId: string;
  readonly deadline: number;
  readonly settings: ProjectSettings;
  readonly config: ProjectConfig;
  readonly permissions: ResolvedPermissions;
  readonly logger: Logger;
  readonly progress: ProgressFunction;
  readonly componentTokens: ReadonlyMap<string, ServiceToken<unknown>>;
  readonly scope: () => Scope;
}

/** A context whose costly parts are created when they are first read. */
export class TaskContextView implements TaskContext {
  readonly taskId: string;
  readonly taskType: string;
  readonly workerId: string;
  readonly attempt: number;
  readonly isLastAttempt: boolean;
  readonly mayDefer: boolean;
  readonly costLimit: CostLimit | undefined;
  readonly approval: PlanApproval | undefined;
  readonly deadline: number;
  readonly projectId: string;
  readonly projectPath: string;
  readonly projectConfig: ProjectConfig;
  readonly workingDirectory: string;
  readonly logger: Logger;
  readonly progress: ProgressFunction;
  readonly #options: TaskContextOptions;
  #environment: Environment | undefined;
  #credentials: Readonly<Record<string, Secret>> | undefined;
  #components: ProjectComponents | undefined;

  constructor(options: TaskContextOptions) {
    const { settings } = options;
    this.taskId = options.taskId;
    this.taskType = options.taskType;
    this.workerId = options.workerId;
    this.attempt = options.run.attempt;
    this.isLastAttempt = options.run.isLastAttempt;
    this.mayDefer = options.run.mayDefer;
    this.costLimit = options.run.costLimit;
    this.approval = options.run.approval;
    this.deadline = options.deadline;
    this.projectId = settings.projectId;
    this.projectPath = settings.projectPath;
    this.projectConfig = options.config;
    this.workingDirectory = settings.projectPath;
    this.logger = options.logger;
    this.progress = options.progress;
    this.#options = options;
  }

  get signal(): AbortSignal {
    return this.#options.run.signal;
  }

  get environment(): Environment {
    return (this.#environment ??= {
      ...this.#options.settings.environment,
      POPPOBUILDER_TASK_ID: this.taskId,
    });
  }

  get credentials(): Readonly<Record<string, Secret>> {
    const { settings, permissions } = this.#options;
    return (this.#credentials ??= Object.fromEntries(
      Object.entries(settings.secrets).filter(([name]) => permitsSecret(permissions, name)),
    ));
  }

  get components(): ProjectComponents {
    if (this.#components !== undefined) return this.#components;
    const components = {};
    for (const [name, token] of this.#options.componentTokens) {
      const get = (): unknown => this.#options.scope().get(token);
      Object.defineProperty(components, name, { enumerable: true, get });
    }
    return (this.#components = components as ProjectComponents);
  }
}
