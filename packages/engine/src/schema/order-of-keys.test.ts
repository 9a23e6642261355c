import { expect, it } from 'vitest';
import type { SubmitOptions } from '../submit/submit-options.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';

async function startOrder(world: EngineWorld, ids: readonly string[]): Promise<string[]> {
  const engine = await world.engine();
  const runner = world.runner();
  const started: string[] = [];
  const all = new Promise<void>((resolve) => {
    runner.on('task-started', ({ task }) => {
      if (started.push(task.id) === ids.length) resolve();
    });
  });
  engine.consume({ slots: 4, runner });
  await all;
  return started;
}

const options: SubmitOptions = { concurrencyKey: 'repository#1' };
// Their jobs' ids are in another order.
const ids = ['f', 'a', 'e', 'b', 'd', 'c', 'h', 'g'];

it('starts tasks of a key in the order of their batch', async () => {
  await using world = new EngineWorld({ isNew: true });
  const engine = await world.engine();
  await engine.submitMany(ids.map((id) => ({ task: world.task('echo', { id }), options })));
  expect(await startOrder(world, ids)).toEqual(ids);
});

it('starts tasks of a key in the order of their submission in one transaction', async () => {
  await using world = new EngineWorld({ isNew: true });
  const engine = await world.engine();
  const transaction = await world.client();
  await transaction.query('BEGIN');
  for (const id of ids) await engine.submit(world.task('echo', { id }), { ...options, transaction });
  await transaction.query('COMMIT');
  expect(await startOrder(world, ids)).toEqual(ids);
});

it("starts tasks of a key in the order of their submission, also when the database's clock was set back in between", async () => {
  await using world = new EngineWorld({ isNew: true });
  const engine = await world.engine();
  const client = await world.client();
  for (const id of ids) {
    await engine.submit(world.task('echo', { id }), options);
    // What the clock is set back by now, it was ahead by before.
    await client.query(`UPDATE ${world.schema}_boss.job SET created_on = created_on + interval '1 hour'`);
  }
  expect(await startOrder(world, ids)).toEqual(ids);
});
