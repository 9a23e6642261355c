import { describe, expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';
import { flowEnd } from './fixtures/watch-flow.ts';

describe('adding to a flow', () => {
  it('leaves an existing task of the same name as it is, whatever its id', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await engine.flows.submit({ id: 'f', tasks: { a: { task: world.task('echo', { id: 'custom' }) } } });
    const tasks = {
      a: { task: world.task('echo') },
      b: { task: world.task('echo'), options: { dependsOn: ['a'] } },
    };
    const added = { id: 'f', tasks: { a: 'custom', b: 'f/b' } };
    expect(await engine.flows.add('f', tasks)).toEqual({ ...added, isDuplicate: false });
    expect(await engine.flows.add('f', tasks)).toEqual({ ...added, isDuplicate: true });
    expect(await engine.flows.get('f')).toMatchObject({
      tasks: { a: { id: 'custom' }, b: { dependsOn: ['a'] } },
    });
    await expect(engine.tasks.get('f/a')).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
    engine.consume({ slots: 2, runner: world.runner() });
    expect(await flowEnd(engine, 'f')).toEqual({ a: 'succeeded', b: 'succeeded' });
    expect((await engine.tasks.get('custom')).attempts).toHaveLength(1);
  });

  it('uses the task that a simultaneous call adds under the same name', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const client = await world.client();
    await engine.flows.submit({ id: 'f', tasks: { root: { task: world.task('echo') } } });
    await client.query('BEGIN');
    const named = { a: { task: world.task('echo', { id: 'custom' }) } };
    await engine.flows.add('f', named, { transaction: client });
    const adding = engine.flows.add('f', {
      a: { task: world.task('echo') },
      b: { task: world.task('echo'), options: { dependsOn: ['a'] } },
    });
    await expect.poll(async () => watch.blockedBy(client)).toBe(1);
    await client.query('COMMIT');
    expect(await adding).toEqual({ id: 'f', tasks: { a: 'custom', b: 'f/b' }, isDuplicate: false });
    expect(await engine.flows.get('f')).toMatchObject({ tasks: { b: { dependsOn: ['a'] } } });
    await expect(engine.tasks.get('f/a')).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
  });
});
