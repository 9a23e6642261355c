import { definePlugin, defineTaskHandler, TaskError, TaskExecutor } from '@poppobuilder/core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { Engine } from '../engine.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';

const PATIENTLY = { timeout: 20_000 };

const LIMIT = { code: 'USAGE_LIMIT', message: 'At the limit.' };

/** Reports an account, and is deferred while that is at its limit. */
class Provider {
  /** When the limit resets. In milliseconds since the epoch. */
  resetsAt = 0;
  readonly started: string[] = [];

  async engine(world: EngineWorld): Promise<Engine> {
    const plugin = definePlugin({
      name: '@poppobuilder/engine-account-plugin',
      apiVersion: 1,
      handlers: [
        defineTaskHandler({
          type: 'ask',
          description: 'Uses an account.',
          input: z.strictObject({ account: z.string() }),
          output: z.looseObject({}),
          handle: async ({ account }, context) => {
            this.started.push(context.taskId);
            const left = this.resetsAt - Date.now();
            const resetsAt = new Date(this.resetsAt).toISOString();
            const windows = [{ name: 'day', used: left > 0 ? 1 : 0.25, resetsAt }];
            const hold = left > 0 ? { hold: { ...LIMIT, until: resetsAt } } : {};
            context.progress('execute', 'Asked.', { account: { key: account, windows, ...hold } });
            if (left > 0)
              throw new TaskError({ ...LIMIT, code: 'USAGE_LIMIT', deferred: true, retryAfter: left });
            return { success: true };
          },
        }),
      ],
    });
    const engine = await world.engine({ plugins: [...world.plugins, plugin] });
    const runner = new TaskExecutor({
      plugins: [...world.plugins, plugin],
      concurrency: 8,
      homeFolder: world.folder,
    });
    engine.consume({ slots: 4, runner });
    return engine;
  }
}

it('holds the tasks of an account that is at its limit until the reset, and lets one go first', async () => {
  await using world = new EngineWorld();
  const provider = new Provider();
  const engine = await provider.engine(world);
  provider.resetsAt = Date.now() + 1_500;
  const submit = async (id: string, account: string, key = account): Promise<unknown> =>
    engine.submit(world.task('ask', { id, account }), { holdKeys: [key], retry: { limit: 0 } });
  await submit('first', 'a');
  await expect.poll(async () => (await engine.holds.list()).map(({ id }) => id), PATIENTLY).toEqual(['a']);
  expect(await engine.holds.list()).toMatchObject([
    { scope: { key: 'a' }, reason: LIMIT, until: new Date(provider.resetsAt), canary: true },
  ]);
  expect(await engine.accounts.list()).toEqual([
    {
      key: 'a',
      windows: [{ name: 'day', used: 1, resetsAt: new Date(provider.resetsAt).toISOString() }],
      reportedAt: expect.any(Date) as Date,
    },
  ]);
  for (const id of ['second', 'third', 'fourth']) await submit(id, 'a');
  // Whatever it reports, a task holds no account but its own.
  await submit('stranger', 'a', 'b');
  await engine.submit(world.task('echo', { id: 'other' }));
  await engine.tasks.wait('other');
  for (const id of ['first', 'second', 'third', 'fourth', 'stranger']) await engine.tasks.wait(id);
  expect(provider.started.slice(0, 2).toSorted()).toEqual(['first', 'stranger']);
  expect((await engine.tasks.get('second')).attempts).toHaveLength(1);
  await expect.poll(async () => engine.holds.list(), PATIENTLY).toEqual([]);
  expect((await engine.accounts.list())[0]?.windows).toMatchObject([{ used: 0.25 }]);
  expect(world.problems).toEqual([]);
});
