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
import { authorsConfig } from './authors-config.ts';
import { RepositoryAuthors } from './repository-authors.ts';
import type { Authors as Contract } from './authors.ts';

/** Decides who may command the agent. */
export type Authors = Contract;

/** Service token of {@link Authors}. */
export const Authors: ServiceToken<Authors> = createServiceToken<Authors>({
  id: '@poppobuilder/github/Authors',
  scope: 'task',
  defaultFactory: (token) =>
    defineService({
      token,
      services: { github: GitHub, context: TaskContext, project: ProjectContext, logger: Logger },
      configuration: [authorsConfig],
      create: (services) => withCheckedArguments<Authors>(new RepositoryAuthors(services), ARGUMENTS.authors),
    }),
});
