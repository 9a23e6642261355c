import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { DaemonWorld } from '../fixtures/daemon-world.ts';
import { send } from '../fixtures/send.ts';

const PLUGIN = fileURLToPath(new URL('../fixtures/slow-trigger.js', import.meta.url));
const TOKEN = 'a token of a slow service';

it(
  'events of a project whose service does not answer keep no other project waiting',
  { timeout: 120_000 },
  async () => {
    await using world = new DaemonWorld();
    await world.start({ SLOW_TOKEN: TOKEN }, {}, { plugins: [PLUGIN], triggers: { slow: {} } });
    const deliver = async (project: string, id: string): Promise<void> => {
      const answer = await send(world.daemon.url, {
        method: 'POST',
        path: '/webhooks/slow',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
        body: JSON.stringify({ project, id }),
      });
      expect(answer).toMatchObject({ status: 202, json: { accepted: true } });
    };
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) await deliver('held', id);
    await deliver('shop', 'g');
    await vi.waitFor(
      async () => {
        const { items } = await world.client.tasks.list({ type: 'custom-command' });
        expect(items).toMatchObject([{ projectId: 'shop', state: 'succeeded' }]);
      },
      { timeout: 90_000, interval: 200 },
    );
    const { items } = await world.client.tasks.list({ type: 'trigger:slow', project: 'held' });
    expect(items.map(({ state }) => state).toSorted()).toEqual([
      ...Array.from({ length: 5 }, () => 'queued'),
      'running',
    ]);
    for (const { id } of items) await world.client.tasks.cancel({ id });
  },
);
