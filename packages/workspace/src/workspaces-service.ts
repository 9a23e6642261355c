import {
  createServiceToken,
  defineService,
  Logger,
  Masker,
  ProcessSupervisor,
  ProjectContext,
  type ServiceToken,
  TaskContext,
} from '@poppobuilder/core';
import { withCheckedArguments } from '@poppobuilder/core/runner-kit';
import { WORKSPACES_ARGUMENTS } from './arguments.ts';
import { workspaceConfig } from './workspace-config.ts';
import { GitWorkspaces } from './git-workspaces.ts';
import type { Workspaces as Contract } from './workspaces.ts';

/** The worktrees of a project. */
export type Workspaces = Contract;

/** Service token of {@link Workspaces}. Open worktrees are closed when the task ends. */
export const Workspaces: ServiceToken<Workspaces> = createServiceToken<Workspaces>({
  id: '@poppobuilder/workspace/Workspaces',
  scope: 'task',
  defaultFactory: (token) =>
    defineService({
      token,
      services: {
        context: TaskContext,
        project: ProjectContext,
        processes: ProcessSupervisor,
        masker: Masker,
        logger: Logger,
      },
      configuration: [workspaceConfig],
      create: (services) =>
        withCheckedArguments<Workspaces>(new GitWorkspaces(services), WORKSPACES_ARGUMENTS),
      dispose: (workspaces) => (workspaces as GitWorkspaces).dispose(),
    }),
});
