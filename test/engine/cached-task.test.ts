import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { definePlugin, defineTaskHandler, TaskExecutor } from '@poppobuilder/core';
import { createEngine } from '@poppobuilder/engine';
import { ResultCache } from '@poppobuilder/result-cache';
import { expect, inject, it } from 'vitest';
import { z } from 'zod';

it('a cached result completes a durable task, and the history says which task it came from', async () => {
  const folder = mkdtempSync(join(inject('memoryFolder'), 'poppobuilder-cached-task-'));
  chmodSync(folder, 0o711);
  let runs = 0;
  const plugin = definePlugin({
    name: '@poppobuilder/engine-cache-test-plugin',
    apiVersion: 1,
    handlers: [
      defineTaskHandler({
        type: 'count',
        description: 'Counts its runs.',
        input: z.strictObject({}),
        output: z.object({ runs: z.int() }),
        cache: { files: [], environment: [] },
        handle: async () => ({ success: true, runs: (runs += 1) }),
      }),
    ],
  });
  const plugins = [plugin];
  const runner = new TaskExecutor({ plugins, homeFolder: folder });
  const cache = new ResultCache({ folder: join(folder, 'cache'), plugins, homeFolder: folder });
  const engine = await createEngine({ database: { folder: join(folder, 'server') }, plugins });
  const task = { type: 'count', projectId: 'project', projectPath: folder };
  const consumer = engine.consume({ slots: 1, runner, cache });
  const first = await engine.submit(task);
  await engine.tasks.wait(first.id);
  const second = await engine.submit(task);
  expect(await engine.tasks.wait(second.id)).toEqual({ success: true, runs: 1 });
  const hits: unknown[] = [];
  for await (const event of engine.events.subscribe({ taskId: second.id })) {
    if (event.kind === 'progress') hits.push(event.data);
    if (event.state === 'succeeded') break;
  }
  expect(hits).toMatchObject([{ stage: 'cache', data: { from: first.id } }]);
  await consumer.stop();
  await engine.close();
  await runner.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);
