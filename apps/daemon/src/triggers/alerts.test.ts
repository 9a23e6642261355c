import { createHmac } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { DaemonWorld } from '../fixtures/daemon-world.ts';
import { type Answer, send } from '../fixtures/send.ts';

const PLUGIN = fileURLToPath(new URL('../../../../examples/alert-trigger', import.meta.url));
const KEY = Buffer.from('a key for alerts').toString('base64');

async function alert(url: string, id: string, key: string = KEY): Promise<Answer> {
  const body = JSON.stringify({ project: 'shop', name: 'disk', state: 'firing' });
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = createHmac('sha256', Buffer.from(key, 'base64')).update(`${id}.${timestamp}.${body}`);
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature.digest('base64')}`,
  };
  return send(url, { method: 'POST', path: '/webhooks/alerts', headers, body });
}

it(
  'a signed alert runs the command of its project, once for each delivery',
  { timeout: 120_000 },
  async () => {
    await using world = new DaemonWorld();
    const triggers = { alerts: { commands: { disk: ['node', '--version'] } } };
    await world.start({ ALERTS_WEBHOOK_SECRET: `whsec_${KEY}` }, {}, { plugins: [PLUGIN], triggers });
    const { url } = world.daemon;
    expect(await alert(url, 'msg_0', 'b3RoZXI=')).toMatchObject({ status: 401 });
    expect(await alert(url, 'msg_1')).toMatchObject({
      status: 202,
      json: { accepted: true, delivery: 'msg_1' },
    });
    expect(await alert(url, 'msg_1')).toMatchObject({ status: 202, json: { duplicate: true } });
    const commands = await vi.waitFor(
      async () => {
        const { items } = await world.client.tasks.list({ type: 'custom-command' });
        expect(items).toMatchObject([{ state: 'succeeded', key: 'alert/disk' }]);
        return items;
      },
      { timeout: 90_000, interval: 200 },
    );
    expect(commands).toHaveLength(1);
    const events = await world.client.tasks.list({ type: 'trigger:alerts' });
    expect(events.items).toMatchObject([{ state: 'succeeded' }]);
  },
);
