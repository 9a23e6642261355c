import type { AgentError } from '@poppobuilder/agent';
import { TaskError, type TokenUsage } from '@poppobuilder/core';

/** Tokens and cost of agent runs. */
export interface Spending {
  readonly usage: TokenUsage;
  /** US dollars. */
  readonly costUsd: number;
}

/** Nothing spent. */
export const NO_SPENDING: Spending = {
  usage: { inputTokens: 0, outputTokens: 0, cacheCreationInputTokens: 0, cacheReadInputTokens: 0 },
  costUsd: 0,
};

/** Returns the sum of two spendings. */
export function sumSpending(a: Spending, b: Spending): Spending {
  return {
    usage: {
      inputTokens: a.usage.inputTokens + b.usage.inputTokens,
      outputTokens: a.usage.outputTokens + b.usage.outputTokens,
      cacheCreationInputTokens: a.usage.cacheCreationInputTokens + b.usage.cacheCreationInputTokens,
      cacheReadInputTokens: a.usage.cacheReadInputTokens + b.usage.cacheReadInputTokens,
    },
    costUsd: a.costUsd + b.costUsd,
  };
}

/** Returns what a failed agent run spent. */
export function spendingOf(error: unknown): Spending {
  if (!TaskError.is(error)) return NO_SPENDING;
  const { usage, costUsd } = error as Partial<AgentError>;
  return usage === undefined || costUsd === undefined ? NO_SPENDING : { usage, costUsd };
}
