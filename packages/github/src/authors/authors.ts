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
import { GitHub } from '../github.ts';
import { authorsConfig } from './authors-config.ts';
import { RepositoryAuthors } from './repository-authors.ts';

/** Somebody who wrote on GitHub. */
export interface Author {
  /** Absent for an account that was deleted. */
  readonly login: string | undefined;
  /** `User`, `Bot`, `Organization`. */
  readonly type: string | undefined;
  /** `author_association` of what was written. */
  readonly association: string | undefined;
}

/** Whether an author may command the agent, and why. */
export interface Verdict {
  readonly isPermitted: boolean;
  /** A full sentence. */
  readonly reason: string;
}

/** Decides who may command the agent. */
export interface Authors {
  /** Judges an author. The permission level decides; one that cannot be read is a refusal. Asked once a login and task. */
  judge(author: Author): Promise<Verdict>;
  /** Rejects with `NOT_PERMITTED` when the author may not. */
  assertPermitted(author: Author): Promise<void>;
}

/** Token of {@link Authors}. */
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
