import { expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { FaultyServer } from '../fixtures/faulty-server.ts';
import type { HoldScope } from './hold-options.ts';

const reason = { code: 'PAUSED', message: 'The office is closed.' };
const scope: HoldScope = { all: true };

it('a hold is released once although the connection ends before the answer arrives', async () => {
  await using server = await FaultyServer.open();
  await using world = new EngineWorld();
  const [engine, other] = [await world.engine({ database: { url: server.url } }), await world.engine()];
  const { id } = await engine.holds.place({ scope, reason });
  await engine.submit(world.task('echo', { id: 'held' }));
  other.consume({ slots: 1, runner: world.runner() });
  server.loseAnswerOf('WITH reset AS (DELETE');
  await engine.holds.release(id);
  expect(server.answersLost).toBe(1);
  expect(await other.holds.list()).toEqual([]);
  await other.tasks.wait('held');
  await expect(engine.holds.release(id)).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
});

it('a hold that is placed anew while the answer of a release is lost stays in place', async () => {
  await using server = await FaultyServer.open();
  await using world = new EngineWorld();
  const [engine, other] = [await world.engine({ database: { url: server.url } }), await world.engine()];
  await engine.holds.place({ id: 'pause', scope, reason });
  server.loseAnswerOf('WITH reset AS (DELETE', async () => other.holds.place({ id: 'pause', scope, reason }));
  await engine.holds.release('pause');
  expect(server.answersLost).toBe(1);
  expect(await engine.holds.list()).toMatchObject([{ id: 'pause' }]);
});
