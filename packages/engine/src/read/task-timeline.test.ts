import { expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';

it('a timeline has the changes of state and the stages of a task, and activity what it spent', async () => {
  await using world = new EngineWorld();
  const engine = await world.engine();
  const { id } = await engine.submit(world.task('echo', { id: 'one', value: 1 }));
  engine.consume({ slots: 1, runner: world.runner() });
  await engine.tasks.wait(id);
  expect((await engine.tasks.timeline(id)).map(({ kind, state, attempt }) => [kind, state, attempt])).toEqual(
    [
      ['state', 'queued', 0],
      ['state', 'running', 1],
      ['state', 'succeeded', 1],
    ],
  );
  const entry = await engine.spending.begin({ taskId: id, attempt: 1, projectId: 'project' });
  await engine.spending.report(entry, { usd: 0.25, tokens: 10 });
  expect(await engine.tasks.activity([id, 'none'])).toEqual(new Map([[id, { costUsd: 0.25 }]]));
  await expect(engine.tasks.timeline('none')).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
});
