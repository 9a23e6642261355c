import type { TokenUsage } from '@poppobuilder/core';

interface Price {
  readonly family: RegExp;
  /** Prices for a million tokens. In US dollars. */
  readonly input: number;
  readonly output: number;
}

/** Prices of the Claude CLI 2.1.330, rounded up to the most expensive model of a family. */
const PRICES: readonly Price[] = [
  { family: /fable/, input: 8, output: 40 },
  { family: /haiku/, input: 1, output: 5 },
  { family: /sonnet/, input: 3, output: 15 },
];

/** Prices of an unknown model, as in the CLI. */
const OTHER = { input: 4, output: 20 };

/**
 * Returns the list price of tokens in US dollars, for usage that the agent did not report because it was stopped.
 * Assumes caching for an hour, which is the most expensive.
 */
export function estimateCost(model: string, usage: TokenUsage): number {
  const { input, output } = PRICES.find(({ family }) => family.test(model)) ?? OTHER;
  const inputTokens =
    usage.inputTokens + usage.cacheCreationInputTokens * 2 + usage.cacheReadInputTokens * 0.1;
  return (inputTokens * input + usage.outputTokens * output) / 1_000_000;
}
