import { expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';
import { placeHold } from '../holds/place-hold.ts';
import { schemaNames } from '../schema/names.ts';

const reason = { code: 'A', message: 'The account is paused.' };

/** What a hold that is placed now would wait for. */
async function missingAt(world: EngineWorld, watch: Watch): Promise<readonly string[] | undefined> {
  const options = { id: 'look', scope: { all: true } as const, reason };
  const { consumers } = await placeHold(watch, schemaNames(world.schema), options);
  await watch.query(`DELETE FROM own.hold WHERE id = 'look'`);
  return consumers;
}

it.each([
  ['was lost', 'DELETE FROM own.consumer'],
  ['is old', `UPDATE own.consumer SET seen_at = seen_at - interval '1 hour'`],
])('a consumer whose last report %s reports again before it starts a task', async (_, damage) => {
  await using world = new EngineWorld();
  const engine = await world.engine();
  const watch = await Watch.of(world);
  engine.consume({ slots: 1, runner: world.runner() });
  await engine.submit(world.task('echo', { id: 'before' }));
  await engine.tasks.wait('before');
  await watch.query(damage);
  await engine.submit(world.task('echo', { id: 'after' }));
  await engine.tasks.wait('after');
  const rows = await watch.query(
    `SELECT FROM own.consumer WHERE seen_at > clock_timestamp() - interval '1 minute'`,
  );
  expect(rows).toHaveLength(1);
  expect(world.problems).toEqual([]);
});

it('a consumer that stops takes no tasks, and is waited for by holds as long as it has one', async () => {
  await using world = new EngineWorld();
  const engine = await world.engine();
  const watch = await Watch.of(world);
  const consumer = engine.consume({ slots: 1, runner: world.runner() });
  await engine.submit(world.task('wait', { id: 'running', gate: 'open' }));
  await watch.reaches('running', 'running');
  const stopped = consumer.stop();
  await engine.submit(world.task('echo', { id: 'waiting' }));
  const codes = async (): Promise<unknown> =>
    (await engine.tasks.explain('waiting')).waitingFor.map(({ code }) => code);
  await expect.poll(codes).toEqual(['NO_CONSUMER']);
  expect(await missingAt(world, watch)).toHaveLength(1);
  world.gates.open('open');
  await stopped;
  expect(await missingAt(world, watch)).toEqual([]);
});

it('after a crash of the server a hold waits for consumers that are not known', async () => {
  await using world = new EngineWorld();
  await world.engine();
  const watch = await Watch.of(world);
  expect(await missingAt(world, watch)).toEqual([]);
  await watch.query('DELETE FROM own.consumers_known');
  expect(await missingAt(world, watch)).toBeUndefined();
  await watch.query(`UPDATE own.consumers_known SET since = since - interval '2 seconds'`);
  expect(await missingAt(world, watch)).toEqual([]);
});
