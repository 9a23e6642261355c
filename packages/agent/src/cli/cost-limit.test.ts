import { describe, expect, it } from 'vitest';
import { failureOfLimit, withinLimit } from './cost-limit.ts';

const limit = { usd: 2, defers: true };
const failure = { code: 'BUDGET_EXCEEDED', message: 'Too much.', retryable: false } as const;

describe('the budget of a run', () => {
  it.each([
    [{ maxBudgetUsd: 5 }, 0.5, true, { maxBudgetUsd: 1.5 }],
    [{ maxBudgetUsd: 1 }, 0.5, true, { maxBudgetUsd: 1 }],
    [{ maxBudgetUsd: undefined }, 0, true, { maxBudgetUsd: 2 }],
    [{ maxBudgetUsd: undefined }, 0, false, { maxBudgetUsd: undefined }],
  ])('of %j is narrowed to what the task may still cost (%#)', (options, spentUsd, canStop, narrowed) => {
    expect(withinLimit(options, { limit, spentUsd, canStop })).toEqual(narrowed);
  });

  it('that is used up defers the task before the run', () => {
    const start = (): unknown => withinLimit({ maxBudgetUsd: 1 }, { limit, spentUsd: 2, canStop: true });
    expect(start).toThrow(expect.objectContaining({ code: 'BUDGET_EXCEEDED', deferred: true }));
  });
});

describe('a run that reached a budget', () => {
  it('is deferred when it was the limit of its task', () => {
    expect(failureOfLimit(failure, { limit, spentUsd: 2.01 })).toMatchObject({
      deferred: true,
      retryAfter: 1_000,
    });
  });

  it.each([
    ['the budget was its own', { limit, spentUsd: 1 }],
    ['there is no limit', { limit: undefined, spentUsd: 5 }],
  ])('fails when %s', (_, costs) => {
    expect(failureOfLimit(failure, costs)).toEqual(failure);
  });

  it('fails when the limit is that of the run', () => {
    const costs = { limit: { usd: 2, defers: false }, spentUsd: 3 };
    expect(failureOfLimit(failure, costs)).not.toHaveProperty('deferred');
  });
});
