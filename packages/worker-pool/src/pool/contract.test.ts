import { describe, expect, it } from 'vitest';
import { poolContract } from './fixtures/pool-contract.ts';

describe('a pool in processes alone', { timeout: 60_000 }, () => {
  it.each(poolContract('process'))('$title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
