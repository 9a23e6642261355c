import { expect, it } from 'vitest';
import type { FlowTask } from '../../flows/flow-options.ts';
import { EngineWorld } from '../../fixtures/engine-world.ts';
import { Watch } from '../../fixtures/watch.ts';
import { KeyHistory } from './fixtures/key-history.ts';

it('a limit still applies to retried tasks after a cleanup', async () => {
  await using world = new EngineWorld();
  const first = await world.engine();
  const child = (name: string): FlowTask => ({
    task: world.task('echo', { metadata: { key: name } }),
    options: { dependsOn: ['parent'], concurrency: { key: 'gpu', limit: 1 } },
  });
  const names = ['a', 'b', 'c', 'd', 'e'];
  const { tasks } = await first.flows.submit({
    tasks: {
      parent: { task: world.task('fail', { attempts: 1, retryable: false }) },
      ...Object.fromEntries(names.map((name) => [name, child('gpu')])),
    },
  });
  const consumer = first.consume({ slots: 8, runner: world.runner() });
  const [parent = '', ...children] = ['parent', ...names].map((name) => tasks[name] ?? '');
  await expect(first.tasks.wait(parent)).rejects.toMatchObject({ code: 'HANDLER_FAILED' });
  for (const id of children) {
    await expect(first.tasks.wait(id)).rejects.toMatchObject({ code: 'DEPENDENCY_FAILED' });
  }
  await consumer.stop();

  const second = await world.engine();
  await second.submit(world.task('echo'), { rate: { key: 'api', limit: 1, per: 1 } });
  await second.tasks.retry(parent, { subtree: true });
  second.consume({ slots: 8, runner: world.runner() });
  for (const id of children) await second.tasks.wait(id);
  const history = await KeyHistory.read(await Watch.of(world));
  expect(history.mostAtOnce().get('gpu')).toBe(1);
});

it('a limit is removed when all of its tasks have succeeded', async () => {
  await using world = new EngineWorld();
  const first = await world.engine();
  const { id } = await first.submit(world.task('echo'), { concurrency: { key: 'gpu', limit: 1 } });
  const consumer = first.consume({ slots: 1, runner: world.runner() });
  await first.tasks.wait(id);
  await consumer.stop();
  const second = await world.engine();
  await second.submit(world.task('echo'), { rate: { key: 'api', limit: 1, per: 1 } });
  expect(await (await Watch.of(world)).query('SELECT FROM own.concurrency')).toEqual([]);
});
