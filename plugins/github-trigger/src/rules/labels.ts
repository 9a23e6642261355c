import { ISSUE_STATES, type IssueState } from '@poppobuilder/github';
import type { RuleContext } from './rule.ts';

/** Whether one of the names is among the labels, in any letter case. */
export function hasAny(labels: readonly string[], names: readonly string[]): boolean {
  const known = new Set(labels.map((label) => label.toLowerCase()));
  return names.some((name) => known.has(name.toLowerCase()));
}

/** Returns the label of a state, as the project calls it. */
export const stateLabel = ({ issues }: Pick<RuleContext, 'issues'>, state: IssueState): string =>
  issues.labels?.[state] ?? state;

/** Returns the labels of all states. */
export const stateLabels = (context: Pick<RuleContext, 'issues'>): string[] =>
  ISSUE_STATES.map((state) => stateLabel(context, state));
