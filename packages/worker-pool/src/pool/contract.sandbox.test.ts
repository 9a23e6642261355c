import { runnerContract, runnerContractPluginUrl } from '@poppobuilder/core/runner-contract';
import { describe, expect, it } from 'vitest';
import { WorkerPool } from './worker-pool.ts';

describe('a pool in sandboxes', { timeout: 60_000 }, () => {
  it.each(runnerContract(createPool))('$title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

function createPool(options: {
  readonly timeout: number;
  readonly grace: number;
  readonly concurrency: number;
  readonly homeFolder: string;
}): WorkerPool {
  const { concurrency, ...others } = options;
  return new WorkerPool({
    ...others,
    plugins: [runnerContractPluginUrl],
    maxWorkers: concurrency,
    perProject: concurrency,
    isolation: 'sandbox',
  });
}
