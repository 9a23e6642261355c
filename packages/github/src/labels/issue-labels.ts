import type { IssueState } from './issues-config.ts';

/** The labels that show an issue's state. */
export interface IssueLabels {
  /** Whether GitHub has answered 403: the token may not set labels. */
  readonly isForbidden: boolean;
  /**
   * Shows a state: adds its label, then removes those of other states. A label that cannot be changed is a warning, not
   * a failure.
   *
   * @param current - names of the labels that the issue has now
   */
  show(number: number, state: IssueState, current: readonly string[]): Promise<void>;
  /**
   * Removes the labels of all states.
   *
   * @param current - names of the labels that the issue has now
   */
  clear(number: number, current: readonly string[]): Promise<void>;
}
