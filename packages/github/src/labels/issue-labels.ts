import { createServiceToken, type IssueState, type ServiceToken } from '@poppobuilder/core';

/** The labels that show an issue's state. */
export interface IssueLabels {
  /**
   * Shows a state: adds its label, then takes away those of other states. Where labels cannot be set, that is a warning
   * and no failure.
   *
   * @param current - names of the labels it has now
   */
  show(
    number: number,
    state: IssueState,
    current: readonly string[],
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<void>;
}

/** Token of {@link IssueLabels}. */
export const IssueLabels: ServiceToken<IssueLabels> = createServiceToken<IssueLabels>({
  id: '@poppobuilder/github/IssueLabels',
  scope: 'task',
});
