import type { Spent } from '@poppobuilder/engine';

/** Returns what a result, an error or the data of a progress event says was spent; undefined where it says nothing. */
export function spentBy(reported: unknown): Spent | undefined {
  const { costUsd, usage } = Object(reported) as { readonly costUsd?: unknown; readonly usage?: unknown };
  if (!isAmount(costUsd)) return undefined;
  const counts = Object.entries(Object(usage) as object).filter(([name]) => name.endsWith('Tokens'));
  const tokens = counts.reduce((sum, [, count]: [string, unknown]) => sum + (isAmount(count) ? count : 0), 0);
  return { usd: costUsd, tokens: Math.round(tokens) };
}

/** Returns the higher amounts of two reports on the same. */
export const mostOf = (a: Spent, b: Spent | undefined): Spent => ({
  usd: Math.max(a.usd, b?.usd ?? 0),
  tokens: Math.max(a.tokens, b?.tokens ?? 0),
});

const isAmount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;
