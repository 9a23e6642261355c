import type { IssueState } from './issues-config.ts';

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
