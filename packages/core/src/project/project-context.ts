import { createServiceToken, type ServiceToken } from '../services/service-token.ts';
import type { Masker as MaskerType } from '../masking/masker.ts';
import type { Environment } from './environment.ts';
import type { ProjectConfig } from './project-config.ts';

/** What a service that lives as long as a project's scope knows about the project. */
export interface ProjectContext {
  readonly projectId: string;
  /** Real path of the project's folder. */
  readonly projectPath: string;
  /** Folder of the project's own data below `POPPOBUILDER_HOME`; it may not exist yet. */
  readonly homeFolder: string;
  /** Folder of the project's worktrees; it may not exist yet. */
  readonly worktreesFolder: string;
  readonly config: ProjectConfig;
  /** Address of the checkout's remote `origin`, as `git remote get-url origin` says it. */
  readonly origin?: string | undefined;
  /** Why that address could not be read: a clause. */
  readonly originProblem?: string | undefined;
  /** Environment of the project's processes, without a task's id. */
  readonly environment: Environment;
  /** Removes the project's secrets from text. */
  readonly masker: MaskerType;
}

/** Token of {@link ProjectContext}. */
export const ProjectContext: ServiceToken<ProjectContext> = createServiceToken<ProjectContext>({
  id: '@poppobuilder/core/ProjectContext',
  scope: 'project',
});
