import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { TaskExecutor } from '@poppobuilder/core';
import { expect, inject, it } from 'vitest';
import { createEngine } from '../create-engine.ts';
import { testPlugin } from '../fixtures/test-plugin.ts';

it(
  'continues by itself, without a repetition, after the server was killed',
  { timeout: 60_000 },
  async () => {
    const folder = mkdtempSync(join(inject('memoryFolder'), 'poppobuilder-schedules-'));
    const plugins = [testPlugin()];
    const runner = new TaskExecutor({ plugins });
    const started: string[] = [];
    let notify = (): void => undefined;
    runner.on('task-completed', ({ task }) => {
      started.push(task.id);
      notify();
    });
    const reach = async (count: number): Promise<void> => {
      while (started.length < count) await new Promise<void>((resolve) => (notify = resolve));
    };
    try {
      await using engine = await createEngine({ database: { folder }, plugins, onError: () => undefined });
      engine.consume({ slots: 1, runner });
      const task = { type: 'echo', projectId: 'project', projectPath: folder };
      await engine.schedules.set({ id: 'each-second', cron: '* * * * * *', task });
      await reach(1);
      process.kill(
        Number.parseInt(readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8'), 10),
        'SIGKILL',
      );
      await reach(started.length + 2);
      expect(started).toEqual([...new Set(started)].toSorted());
    } finally {
      await runner.close();
      rmSync(folder, { recursive: true, maxRetries: 10 });
    }
  },
);
