import { expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';

it('is created once by engines that open at the same time', async () => {
  await using world = new EngineWorld({ isNew: true });
  const engines = await Promise.all(Array.from({ length: 6 }, async () => world.engine()));
  for (const engine of engines) await engine.submit(world.task('echo'));
  expect(world.problems).toEqual([]);
});
