import { expect, it } from 'vitest';
import type { Engine } from '../engine.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';
import type { ListOptions } from '../read/list-options.ts';

const found = async (engine: Engine, options: ListOptions): Promise<string> =>
  (await engine.tasks.list(options)).tasks.map(({ id }) => id).join(' ');

it('tags are kept with a task, each once, and find it among others, page by page', async () => {
  await using world = new EngineWorld();
  const engine = await world.engine();
  const tags = ['urgent', '{"a\\",b}', '日本語', 'urgent'];
  await engine.submit(world.task('echo', { id: 'a' }), { tags });
  await engine.submitMany([
    { task: world.task('echo', { id: 'b' }), options: { tags: ['urgent'], delay: 3_600_000 } },
    { task: world.task('echo', { id: 'c', projectId: 'other' }), options: { tags: ['urgent'] } },
    { task: world.task('echo', { id: 'd' }) },
  ]);
  expect(await engine.tasks.get('a')).toMatchObject({ tags: tags.slice(0, 3) });
  expect(await engine.tasks.get('d')).not.toHaveProperty('tags');
  expect(await found(engine, { tags: ['urgent'] })).toBe('c b a');
  expect(await found(engine, { tags: ['urgent', '{"a\\",b}'] })).toBe('a');
  expect(await found(engine, { tags: ['urgent'], projectId: 'other' })).toBe('c');
  expect(await found(engine, { tags: ['urgent'], state: 'scheduled' })).toBe('b');
  expect(await found(engine, { tags: [`'; DROP TABLE x; --`] })).toBe('');
  expect(await engine.tasks.counts({ tags: ['urgent'] })).toMatchObject({ queued: 2, scheduled: 1 });
  const { tasks, next } = await engine.tasks.list({ tags: ['urgent'], limit: 2 });
  expect(tasks).toMatchObject([{ id: 'c', tags: ['urgent'] }, { id: 'b' }]);
  expect(await found(engine, { tags: ['urgent'], after: next })).toBe('a');
});

it.each([
  [[''], 'tags[0]'],
  [['ok', ' padded'], 'tags[1]'],
  [['two\nlines'], 'tags[0]'],
  [['turned \u202Earound'], 'tags[0]'],
  [['x'.repeat(65)], 'tags[0]'],
  [Array.from({ length: 21 }, (_, index) => `t${index}`), 'tags'],
  [['https://ghp_0123456789@host'], 'tags'],
])('the tags %j are refused by the name of the option', async (tags, path) => {
  await using world = new EngineWorld();
  const engine = await world.engine();
  const refusal: unknown = await engine.submit(world.task('echo'), { tags }).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: 'INVALID_TASK', fields: [{ path }] });
  expect(String(refusal)).not.toContain('0123456789@');
});
