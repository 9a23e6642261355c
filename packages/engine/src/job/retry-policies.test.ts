import { describe, expect, it } from 'vitest';
import { QUEUE_RETRY, RetryPolicies } from './retry-policies.ts';

describe('retry policies', () => {
  it('take each field from the task, then from its type, then from the default', () => {
    const policies = new RetryPolicies({ default: { limit: 1, delay: 10_000 }, lint: { limit: 2 } });
    expect(policies.for('lint', { maxDelay: 60_000 })).toEqual({ limit: 2, delay: 10_000, maxDelay: 60_000 });
    expect(policies.for('lint', { limit: 0 })).toEqual({ limit: 0, delay: 10_000, maxDelay: 300_000 });
    expect(policies.for('other')).toEqual({ limit: 1, delay: 10_000, maxDelay: 300_000 });
  });

  it('default to three retries, after a second and at most five minutes', () => {
    expect(new RetryPolicies().for('lint')).toEqual({ limit: 3, delay: 1_000, maxDelay: 300_000 });
    expect(QUEUE_RETRY).toEqual({ retryLimit: 3, retryDelay: 1, retryBackoff: true, retryDelayMax: 300 });
  });

  it('are omitted when they equal those of the queue', () => {
    expect(new RetryPolicies().jobRetry('lint')).toBeUndefined();
    expect(new RetryPolicies().jobRetry('lint', { limit: 1 })).toEqual({ ...QUEUE_RETRY, retryLimit: 1 });
  });

  it('retry at once when the delay is 0', () => {
    expect(new RetryPolicies().jobRetry('lint', { delay: 0 })).toMatchObject({
      retryDelay: 0,
      retryBackoff: false,
    });
  });

  it('ignore names of inherited properties', () => {
    expect(new RetryPolicies().for('constructor').limit).toBe(3);
  });

  it('refuse an invalid policy', () => {
    const create = (): RetryPolicies => new RetryPolicies({ lint: { limit: -1 } });
    expect(create).toThrow(expect.objectContaining({ code: 'INVALID_CONFIG' }));
  });
});
