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
import { issuesConfig, type IssueState } from './issues-config.ts';
import { StateLabels } from './state-labels.ts';

/** The labels that show an issue's state. */
export interface IssueLabels {
  /** Whether GitHub has said that the token may not set labels: 403. */
  readonly isForbidden: boolean;
  /**
   * Shows a state: adds its label, then takes away those of other states. Where labels cannot be set, that is a warning
   * and no failure.
   *
   * @param current - names of the labels it has now
   */
  show(number: number, state: IssueState, current: readonly string[]): Promise<void>;
}

/** Token of {@link IssueLabels}. */
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
