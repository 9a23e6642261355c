import type { TokenUsage } from '@poppobuilder/core';

interface Price {
  readonly family: RegExp;
  /** US dollars for a million tokens. */
  readonly input: number;
  readonly output: number;
}

/** What the Claude CLI 2.1.330 reckons with, rounded up to the dearest model of a family. */
const PRICES: readonly Price[] = [
  { family: /fable/, input: 8, output: 40 },
  { family: /haiku/, input: 1, output: 5 },
  { family: /sonnet/, input: 3, output: 15 },
];

/** For a model that is not known: the CLI takes the same. */
const OTHER = { input: 4, output: 20 };

/**
 * US dollars that tokens cost by list price. Only for what the agent did not bill itself, because it was stopped;
 * caching for an hour is assumed, the dearest.
 */
export function estimateCost(model: string, usage: TokenUsage): number {
  const { input, output } = PRICES.find(({ family }) => family.test(model)) ?? OTHER;
  const inputTokens =
    usage.inputTokens + usage.cacheCreationInputTokens * 2 + usage.cacheReadInputTokens * 0.1;
  return (inputTokens * input + usage.outputTokens * output) / 1_000_000;
}
