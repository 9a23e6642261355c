import {
  createServiceToken,
  defineService,
  Logger,
  ProjectContext,
  type ServiceToken,
  TaskContext,
} from '@poppobuilder/core';
import { withCheckedArguments } from '@poppobuilder/core/runner-kit';
import { ARGUMENTS } from '../arguments.ts';
import { GitHub } from '../github-service.ts';
import { issuesConfig } from './issues-config.ts';
import { StateLabels } from './state-labels.ts';
import type { IssueLabels as Contract } from './issue-labels.ts';

/** The labels that show an issue's state. */
export type IssueLabels = Contract;

/** Service token of {@link IssueLabels}. */
export const IssueLabels: ServiceToken<IssueLabels> = createServiceToken<IssueLabels>({
  id: '@poppobuilder/github/IssueLabels',
  scope: 'task',
  defaultFactory: (token) =>
    defineService({
      token,
      services: { github: GitHub, context: TaskContext, project: ProjectContext, logger: Logger },
      configuration: [issuesConfig],
      create: (services) => withCheckedArguments<IssueLabels>(new StateLabels(services), ARGUMENTS.labels),
    }),
});
