import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { contractPlugin } from './fixtures/contract-plugin.ts';
import { WorkerPool } from './worker-pool.ts';

describe('a pool that has not read its plugins yet', { timeout: 60_000 }, () => {
  let pool: WorkerPool;
  let events: string[];
  const task = { id: 'early', type: 'contract-wait', projectId: 'demo', projectPath: tmpdir() };

  beforeEach(() => {
    const folder = mkdtempSync(join(tmpdir(), 'poppobuilder-first-task-'));
    pool = new WorkerPool({ plugins: [contractPlugin], homeFolder: folder, isolation: 'process' });
    events = [];
    for (const name of ['task-rejected', 'task-started', 'task-cancelled'] as const) {
      pool.on(name, () => events.push(name));
    }
    onTestFinished(async () => {
      await pool.close();
      rmSync(folder, { recursive: true });
    });
  });

  it('cancels a task right after its submission', async () => {
    const execution = pool.execute(task);
    const cancelling = pool.cancel('early');
    await expect(execution).rejects.toMatchObject({ code: 'TASK_CANCELLED' });
    expect(await cancelling).toBe(1);
    expect(events).toEqual(['task-cancelled']);
  });

  it('cancels a task that is submitted after close', async () => {
    await pool.close();
    await expect(pool.execute(task)).rejects.toMatchObject({ code: 'TASK_CANCELLED' });
    expect(events).toEqual(['task-cancelled']);
  });

  it('rejects options of another type by name', async () => {
    const options = { signal: 'now' } as unknown as { signal: AbortSignal };
    await expect(pool.execute(task, options)).rejects.toMatchObject({
      code: 'INVALID_TASK',
      message: expect.stringContaining('signal') as string,
    });
  });
});
