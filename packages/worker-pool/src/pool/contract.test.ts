import { describe, expect, inject, it } from 'vitest';
import { poolContract } from './fixtures/pool-contract.ts';

describe.each(inject('isolationModes'))('a pool in isolation mode %s', { timeout: 60_000 }, (mode) => {
  it.each(poolContract(mode))('$title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
