import type { CostLimit } from '@poppobuilder/core';
import { AgentError } from '../agent-error.ts';
import type { AgentOptions } from '../agent-options.ts';
import { smaller } from '../agent-settings.ts';
import type { Failure } from './failure.ts';

/** What a task may cost, and what it has cost. */
interface Costs {
  readonly limit: CostLimit | undefined;
  readonly spentUsd: number;
}

/** By then whoever set the limit keeps the task from starting until more may be spent. In milliseconds. */
const RETRY_AFTER = 1_000;

/**
 * Narrows the budget of a run to what its task may still cost. An agent that cannot stop by itself keeps to the limit between
 * runs alone. Throws `BUDGET_EXCEEDED` when nothing is left.
 */
export function withinLimit<Options extends Pick<AgentOptions, 'maxBudgetUsd'>>(
  options: Options,
  { limit, spentUsd, canStop }: Costs & { readonly canStop: boolean },
): Options {
  if (limit === undefined) return options;
  const left = limit.usd - spentUsd;
  if (left <= 0) {
    throw new AgentError({ ...usedUp(limit), code: 'BUDGET_EXCEEDED', component: 'agent' });
  }
  return canStop ? { ...options, maxBudgetUsd: smaller(options.maxBudgetUsd, left) } : options;
}

/** Returns the failure of a run: one that reached the limit of its task waits, if the limit says so. */
export function failureOfLimit(
  failure: Failure | undefined,
  { limit, spentUsd }: Costs,
): Failure | undefined {
  if (failure?.code !== 'BUDGET_EXCEEDED' || limit === undefined || spentUsd < limit.usd) return failure;
  return { ...failure, ...usedUp(limit) };
}

const usedUp = ({ usd, defers }: CostLimit): Omit<Failure, 'code'> => ({
  message: `The agent used up what the task may cost: ${Math.round(usd * 100) / 100} US dollars.`,
  hint: 'Raise the budget of the project, or wait until there is one again.',
  retryable: false,
  ...(defers ? { deferred: true, retryAfter: RETRY_AFTER } : {}),
});
