import { describe, expect, it } from 'vitest';
import { look } from './fixtures/look.ts';
import { type ModelOptions, ModelTask } from './fixtures/model-task.ts';
import { Reality } from './fixtures/reality.ts';
import type { ModelAttempt } from './fixtures/state-model.ts';
import { StillEngine } from './fixtures/still-engine.ts';

const plain: Omit<ModelOptions, 'id'> = {
  priority: 0,
  isDelayed: false,
  expires: false,
  retryLimit: 0,
  pauses: false,
  parents: [],
  policy: 'fail',
};

/** Submits a task and starts its first attempt. */
async function start(real: Reality, options: ModelOptions): Promise<ModelAttempt> {
  await real.submit(options);
  expect(await real.fetch(false, 1)).toHaveLength(1);
  return { task: new ModelTask(options, 0), retryCount: 0 };
}

async function eventsOf(still: StillEngine, id: string): Promise<readonly string[] | undefined> {
  return (await look(still)).find((one) => one.id === id)?.events;
}

describe('how tasks end', () => {
  it.each([{ retryLimit: 0 }, { retryLimit: 3 }])(
    'fails a task that was asked to stop and failed for good, with $retryLimit attempts left',
    async ({ retryLimit }) => {
      await using still = await StillEngine.open();
      const real = new Reality(still);
      const attempt = await start(real, { ...plain, id: 'a', retryLimit });
      await still.engine.tasks.cancel('a');
      await real.end(attempt, 'failed for good');
      expect(await eventsOf(still, 'a')).toEqual(['queued 0', 'running 1', 'failed 1 failed']);
      expect(await still.engine.deadLetters.list()).toMatchObject([{ id: 'a' }]);
    },
  );

  it('retries a task that was lost too often without a delay', async () => {
    await using still = await StillEngine.open();
    const real = new Reality(still);
    const attempt = await start(real, { ...plain, id: 'a', retryLimit: 1, pauses: true });
    await real.wear('a', 5);
    await real.lose(attempt);
    expect(await still.engine.tasks.retry('a')).toEqual({ state: 'queued' });
  });

  it('retries a task that failed after it was asked to stop without a delay', async () => {
    await using still = await StillEngine.open();
    const real = new Reality(still);
    const attempt = await start(real, { ...plain, id: 'a', retryLimit: 1, pauses: true });
    await still.engine.tasks.cancel('a');
    await real.end(attempt, 'failed');
    expect(await eventsOf(still, 'a')).toContain('cancelled 1 cancelled');
    expect(await still.engine.tasks.retry('a')).toEqual({ state: 'queued' });
  });

  it('leaves a child cancelled that was cancelled after its retry, when the subtree is retried', async () => {
    await using still = await StillEngine.open();
    const real = new Reality(still);
    await real.submit({ ...plain, id: 'parent' });
    await real.submit({ ...plain, id: 'child', parents: ['parent'] });
    await still.engine.tasks.cancel('parent');
    await still.engine.tasks.retry('parent', { subtree: true });
    await still.engine.tasks.cancel('parent');
    await still.engine.tasks.retry('parent');
    await still.engine.tasks.retry('child');
    await still.engine.tasks.cancel('child');
    await still.engine.tasks.retry('parent', { subtree: true });
    expect((await still.engine.tasks.get('child')).state).toBe('cancelled');
  });

  it('starts a task of a key that was skipped and is retried', async () => {
    await using still = await StillEngine.open();
    const real = new Reality(still);
    await real.submit({ ...plain, id: 'parent' });
    await real.submit({ ...plain, id: 'child', parents: ['parent'], key: 'a', policy: 'skip' });
    await still.engine.tasks.cancel('parent');
    expect((await still.engine.tasks.get('child')).state).toBe('cancelled');
    const attempt = { task: new ModelTask({ ...plain, id: 'parent' }, 0), retryCount: 0 };
    await still.engine.tasks.retry('parent');
    expect(await real.fetch(false, 1)).toHaveLength(1);
    await real.end(attempt, 'succeeded');
    expect(await still.engine.tasks.retry('child')).toEqual({ state: 'queued' });
    expect(await real.fetch(true, 1)).toHaveLength(1);
  });
});
