import { expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';
import type { ListOptions } from './list-options.ts';

it('tasks are found by the labels that they require, page by page', async () => {
  await using world = new EngineWorld();
  const engine = await world.engine();
  await engine.submit(world.task('echo', { id: 'a' }), { requires: ['gpu'] });
  await engine.submit(world.task('echo', { id: 'b' }), { requires: ['gpu', 'linux'], concurrencyKey: 'k' });
  await engine.submit(world.task('echo', { id: 'c' }));
  const found = async (options: ListOptions): Promise<string> =>
    (await engine.tasks.list(options)).tasks.map(({ id }) => id).join(' ');
  expect(await found({ labels: ['gpu'] })).toBe('b a');
  expect(await found({ labels: ['linux', 'gpu'] })).toBe('b');
  expect(await found({ labels: ['gpu'], key: 'k' })).toBe('b');
  expect(await found({ labels: ['gp'] })).toBe('');
  expect(await found({ labels: [] })).toBe('c b a');
  expect(await engine.tasks.counts({ labels: ['gpu'] })).toMatchObject({ queued: 2 });
  const { next } = await engine.tasks.list({ labels: ['gpu'], limit: 1 });
  expect(await found({ labels: ['gpu'], after: next })).toBe('a');
});

it('a label that is not valid is refused by the name of the option', async () => {
  await using world = new EngineWorld();
  const engine = await world.engine();
  const refused = { code: 'INVALID_TASK', fields: [{ path: 'labels[1]' }] };
  await expect(engine.tasks.list({ labels: ['gpu', 'a/b'] })).rejects.toMatchObject(refused);
});
