import { expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';

it('a lost attempt is followed by exactly one other, even on the same consumer', async () => {
  await using world = new EngineWorld();
  const engine = await world.engine();
  const runner = world.runner();
  engine.consume({ slots: 2, runner });
  const { id } = await engine.submit(world.task('wait', { gate: 'gate' }));
  const client = await world.client();
  const starts: number[] = [];
  for await (const event of engine.events.subscribe({ taskId: id })) {
    if (event.state === 'succeeded') break;
    if (event.state !== 'running') continue;
    starts.push(event.attempt);
    if (event.attempt === 1) {
      await client.query(
        `UPDATE ${world.schema}_boss.job SET heartbeat_on = now() - interval '1 hour' WHERE state = 'active'`,
      );
    } else world.gates.open('gate');
  }
  expect(starts).toEqual([1, 2]);
  await expect(engine.tasks.wait(id)).resolves.toMatchObject({ attempt: 2 });
});
