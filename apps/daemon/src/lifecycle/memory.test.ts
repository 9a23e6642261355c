import { expect, it } from 'vitest';
import { DaemonWorld } from '../fixtures/daemon-world.ts';

it('a task that waits until more memory is free says so', async () => {
  await using world = new DaemonWorld();
  await world.start({}, {}, { minFreeMemory: '1000000GB' });
  const { client } = world;
  const task = { id: 'one', type: 'custom-command', projectId: 'shop', command: 'echo', args: ['hello'] };
  await client.tasks.submit({ task });
  const firstReason = async (): Promise<unknown> => (await client.tasks.explain({ id: 'one' })).waitingFor[0];
  await expect.poll(firstReason).toMatchObject({
    code: 'MEMORY',
    message: expect.stringContaining('of memory is free, and minFreeMemory is ') as string,
  });
  expect(await client.tasks.get({ id: 'one' })).toMatchObject({ state: 'queued', attempt: 0 });
});
