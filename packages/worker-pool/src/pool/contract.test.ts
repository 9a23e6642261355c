import { runnerContract, runnerContractPluginUrl } from '@poppobuilder/core/runner-contract';
import { describe, it } from 'vitest';
import { WorkerPool } from './worker-pool.ts';

for (const fact of runnerContract(({ concurrency, ...options }) => createPool({ ...options, concurrency }))) {
  describe('a pool in processes alone', () => {
    it(fact.title, fact.run);
  });
}

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
    isolation: 'process',
  });
}
