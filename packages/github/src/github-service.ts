import { createServiceToken, defineService, ProjectContext, type ServiceToken } from '@poppobuilder/core';
import { withCheckedArguments } from '@poppobuilder/core/runner-kit';
import { ARGUMENTS } from './arguments.ts';
import { githubConfig } from './github-config.ts';
import { OctokitGitHub } from './client/octokit-github.ts';
import type { GitHub as Contract } from './github.ts';

/** GitHub for one project: one client, one identity. */
export type GitHub = Contract;

/** Service token of {@link GitHub}. */
export const GitHub: ServiceToken<GitHub> = createServiceToken<GitHub>({
  id: '@poppobuilder/github/GitHub',
  scope: 'project',
  component: 'github',
  defaultFactory: (token) =>
    defineService({
      token,
      services: { project: ProjectContext },
      secrets: ['github'],
      configuration: [githubConfig],
      create: ({ project }, { secrets }) =>
        withCheckedArguments<GitHub>(
          new OctokitGitHub({ project, secret: secrets['github'] }),
          ARGUMENTS.github,
        ),
    }),
});

declare module '@poppobuilder/core' {
  interface ProjectComponents {
    readonly github: GitHub;
  }
}
