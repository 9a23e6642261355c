import type { ModelPrice } from '../codex-config.ts';
import type { Tokens } from './tokens.ts';

interface ListPrice extends ModelPrice {
  readonly family: RegExp;
  readonly cachedInput: number;
}

/**
 * List prices of 2026-11, for the models that the CLI offers. The first match wins.
 *
 * @see https://developers.openai.com/api/docs/pricing
 */
const PRICES: readonly ListPrice[] = [
  { family: /^gpt-6[.\d]*-luna/, input: 0.1, cachedInput: 0.01, output: 0.5 },
  { family: /^gpt-6\.[12]-sol/, input: 2, cachedInput: 0.1, output: 10 },
  { family: /^gpt-6-sol/, input: 2, cachedInput: 0.2, output: 10 },
  { family: /^gpt-5\.4-mini/, input: 0.75, cachedInput: 0.075, output: 4.5 },
  { family: /^gpt-5\.4/, input: 2.5, cachedInput: 0.25, output: 15 },
  { family: /^gpt-5\.[23]/, input: 1.75, cachedInput: 0.175, output: 14 },
  { family: /^gpt-5(?:\.1)?(?:-codex)?(?:-max)?$/, input: 1.25, cachedInput: 0.125, output: 10 },
];

/** Prices of an unknown model: those of the most expensive one, so that estimates are too high rather than too low. */
const OTHER = { input: 10, cachedInput: 1, output: 50 };

/** Requests with more input than this cost twice the input and half as much again for the output. In tokens. */
const LONG_INPUT = 272_000;

/** Returns the price of one response in US dollars: the CLI reports none. */
export function estimateCost(
  model: string,
  { input, cachedInput, output }: Tokens,
  prices: Readonly<Record<string, ModelPrice>> = {},
): number {
  const own = Object.hasOwn(prices, model) ? prices[model] : undefined;
  const price = own ?? PRICES.find(({ family }) => family.test(model)) ?? OTHER;
  const isLong = own === undefined && input > LONG_INPUT;
  const fresh = Math.max(0, input - cachedInput) * price.input;
  const cached = cachedInput * (price.cachedInput ?? price.input / 10);
  return ((fresh + cached) * (isLong ? 2 : 1) + output * price.output * (isLong ? 1.5 : 1)) / 1_000_000;
}
