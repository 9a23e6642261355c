import { describe, expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';

describe('submit', () => {
  it('gives a task to a worker, which runs it', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const runner = world.runner();
    const completed = new Promise((resolve) => runner.on('task-completed', resolve));
    engine.work({ slots: 1, runner });
    const { id } = await engine.submit(world.task('echo', { value: 1 }));
    expect(await completed).toMatchObject({ task: { id }, result: { value: 1 } });
  });

  it('gives the task that is there for an id that is there', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    expect(await engine.submit(world.task('echo', { id: 'one' }))).toEqual({ id: 'one', isDuplicate: false });
    expect(await engine.submit(world.task('echo', { id: 'one' }))).toEqual({ id: 'one', isDuplicate: true });
  });

  it('refuses what the handler would refuse', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await expect(engine.submit(world.task('echo', { unknown: 1 }))).rejects.toMatchObject({
      code: 'INVALID_TASK',
    });
    await expect(engine.submit(world.task('nothing'))).rejects.toMatchObject({ code: 'UNKNOWN_TASK_TYPE' });
  });

  it('refuses secrets', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const task = world.task('echo', { projectConfig: { githubToken: 'ghp_0123456789' } });
    await expect(engine.submit(task)).rejects.toMatchObject({ code: 'INVALID_TASK' });
  });
});
