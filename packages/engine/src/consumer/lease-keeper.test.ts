import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LeasedAttempt, LeaseKeeper, type LeaseContext } from './lease-keeper.ts';

/** A database that gives no answer, and says when it was asked. */
function silentDatabase(asked: number[]): Pick<LeaseContext, 'boss' | 'database' | 'names'> {
  const touch = async (): Promise<never> => {
    asked.push(performance.now());
    throw new Error('No answer.');
  };
  const silent: unknown = {
    boss: { touch },
    database: { forBoss: () => ({}), leases: { withTimeout: () => ({}) } },
    names: {},
  };
  return silent as Pick<LeaseContext, 'boss' | 'database' | 'names'>;
}

const attempt = (jobId: string, lease: number): LeasedAttempt => ({
  queue: 'tasks/free',
  jobId,
  retryCount: 0,
  lease,
});

describe('LeaseKeeper', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('stops each attempt well before its own lease ends, and renews by the shortest lease', async () => {
    const held = new Set([attempt('short', 10_000), attempt('long', 60_000)]);
    const asked: number[] = [];
    const lost = new Map<string, number>();
    const start = performance.now();
    const keeper = new LeaseKeeper<LeasedAttempt>(
      { ...silentDatabase(asked), onError: () => undefined },
      {
        held: () => held,
        onCancelRequest: () => undefined,
        onHoldRequest: () => undefined,
        onLost: (one) => {
          lost.set(one.jobId, performance.now() - start);
          held.delete(one);
        },
      },
    );
    for (const one of held) keeper.add(one, start);
    await vi.advanceTimersByTimeAsync(60_000);
    keeper.close();
    expect((asked[0] ?? 0) - start).toBe(2_000);
    expect(lost.get('short')).toBe(4_100);
    expect(lost.get('long')).toBe(24_100);
  });
});

it('does not report an attempt as lost that ended during the query', async () => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<readonly unknown[]>();
  const query = async (): Promise<readonly unknown[]> => {
    asked.resolve();
    return answer.promise;
  };
  const slow: unknown = {
    boss: { touch: async () => undefined },
    database: { forBoss: () => ({}), leases: { withTimeout: () => ({ query }) } },
    names: {},
  };
  const [ended, lost] = [attempt('ended', 60_000), attempt('lost', 60_000)];
  const held = new Set([ended, lost]);
  const reported: LeasedAttempt[] = [];
  const problems: unknown[] = [];
  const keeper = new LeaseKeeper<LeasedAttempt>(
    { ...(slow as LeaseContext), onError: (error) => problems.push(error) },
    {
      held: () => held,
      onCancelRequest: () => undefined,
      onHoldRequest: () => undefined,
      onLost: (one) => reported.push(one),
    },
  );
  const renewed = keeper.renew();
  await asked.promise;
  held.delete(ended);
  answer.resolve([]);
  await renewed;
  keeper.close();
  expect(reported).toEqual([lost]);
  expect(problems).toEqual([]);
});
