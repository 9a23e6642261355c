import { describe, expect, it } from 'vitest';
import type { LaunchPlan } from '../host/worker-process.ts';
import { WorkerRegistry } from './worker-registry.ts';

describe('WorkerRegistry', () => {
  it('counts a worker from the moment it is to be started, until that fails', async () => {
    const workers = new WorkerRegistry({ maxWorkers: 2, minWorkers: 0, idleTimeout: 1_000, recycleAfter: 1 });
    const { promise, reject } = Promise.withResolvers<LaunchPlan>();
    const started = workers.start('key', () => promise);
    expect(workers.size).toBe(1);
    reject(new Error('no plan'));
    await expect(started).rejects.toThrow('no plan');
    expect(workers.size).toBe(0);
  });
});
