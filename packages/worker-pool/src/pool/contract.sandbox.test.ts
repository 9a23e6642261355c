import { describe, expect, it } from 'vitest';
import { poolContract } from './fixtures/pool-contract.ts';

describe('a pool in sandboxes', { timeout: 60_000 }, () => {
  it.each(poolContract('sandbox'))('$title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
