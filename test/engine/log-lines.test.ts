import { definePlugin, defineTaskHandler, TaskExecutor } from '@poppobuilder/core';
import { createEngine } from '@poppobuilder/engine';
import { expect, it, vi } from 'vitest';
import { z } from 'zod';
import { isRunning } from '../support/processes.ts';
import { Cluster } from './cluster.ts';
import { DatabaseProxy } from './database-proxy.ts';

const LINES = 100;

it('keeps each log entry once when the database is cut off and stopped', async () => {
  await using cluster = new Cluster();
  const other = await cluster.engine();
  await using proxy = await DatabaseProxy.open(cluster.path('proxy'), cluster.path('server/socket'));
  // Who submits while the server is away starts it again.
  const reviving = async (): Promise<unknown> =>
    other.submit({ type: 'work', projectId: 'other', projectPath: cluster.project }, { requires: ['none'] });
  await reviving();
  const harm = async (line: number): Promise<void> => {
    if (line % 10 === 0) proxy.cut();
    if (line % 40 !== 20) return;
    const { postmaster } = cluster;
    cluster.signalPostmaster('SIGQUIT');
    // Until it has ended, a submission may still succeed, and then nobody starts it again.
    await vi.waitUntil(() => !isRunning(postmaster), { timeout: 20_000 });
    await reviving();
  };
  const plugin = definePlugin({
    name: '@poppobuilder/lines-plugin',
    apiVersion: 1,
    handlers: [
      defineTaskHandler({
        type: 'log',
        description: 'Logs numbered lines.',
        input: z.strictObject({}),
        output: z.object({ lines: z.int() }),
        async handle(_task, { logger }) {
          for (let line = 0; line < LINES; line += 1) {
            logger.info(`line ${line}`);
            await harm(line);
          }
          return { success: true, lines: LINES };
        },
      }),
    ],
  });
  const engine = await createEngine({
    database: { url: proxy.url },
    plugins: [plugin],
    onError: () => undefined,
  });
  const runner = new TaskExecutor({ plugins: [plugin], homeFolder: cluster.makeFolder('home') });
  engine.consume({ slots: 1, runner });
  const { id } = await engine.submit({ type: 'log', projectId: 'project', projectPath: cluster.project });
  expect(await engine.tasks.wait(id)).toEqual({ success: true, lines: LINES });
  const lines = await engine.tasks.logs(id);
  expect(lines.map(({ message }) => message)).toEqual(
    Array.from({ length: LINES }, (_, line) => `line ${line}`),
  );
  await engine.close();
  await runner.close();
}, 60_000);
