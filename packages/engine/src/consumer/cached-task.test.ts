import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definePlugin, defineTaskHandler, TaskExecutor } from '@poppobuilder/core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { ResultCache } from '../cache/index.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';

it('a result that is known already is given again, and the history says from which task', async () => {
  await using world = new EngineWorld();
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
  const folder = mkdtempSync(join(tmpdir(), 'poppobuilder-engine-cache-'));
  const runner = new TaskExecutor({ plugins: [plugin], homeFolder: world.folder });
  const cache = new ResultCache({ folder, plugins: [plugin], homeFolder: world.folder });
  const engine = await world.engine({ plugins: [plugin] });
  const consumer = engine.consume({ slots: 1, runner, cache });
  const first = await engine.submit(world.task('count'));
  await engine.wait(first.id);
  const second = await engine.submit(world.task('count'));
  expect(await engine.wait(second.id)).toEqual({ success: true, runs: 1 });
  const hits: unknown[] = [];
  for await (const event of engine.events({ taskId: second.id })) {
    if (event.kind === 'progress') hits.push(event.data);
    if (event.state === 'succeeded') break;
  }
  expect(hits).toMatchObject([{ stage: 'cache', data: { from: first.id } }]);
  await consumer.stop();
  await runner.close();
  rmSync(folder, { recursive: true, force: true });
});
