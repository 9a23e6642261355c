import type { Budget } from '@poppobuilder/api';
import type { BudgetControl } from '../daemon-context.ts';
import type { BudgetKeeper } from './budgets.ts';
import type { CapState } from './cap-state.ts';

/** Returns what the API does with budgets. */
export function budgetControl(keeper: BudgetKeeper): BudgetControl {
  return {
    list: async () => (await keeper.list()).map(viewOf),
    override: async ({ scope, until, ...amounts }, by) => keeper.override(scope, amounts, until, by),
  };
}

function viewOf({ cap, amounts, unknownRuns, isReached }: CapState): Budget {
  const { scope, name, until } = cap;
  return {
    scope: name,
    ...('project' in scope ? { project: scope.project } : {}),
    ...('issue' in scope ? { issue: scope.issue } : {}),
    ...Object.fromEntries(
      amounts.map(({ kind, cap: most, spent, left }) => [kind, { cap: most, spent, left }]),
    ),
    unknownRuns,
    isReached,
    ...(until === undefined ? {} : { until: until.toISOString() }),
  };
}
