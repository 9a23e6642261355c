import { createHmac } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { DaemonWorld } from '../fixtures/daemon-world.ts';
import { type Answer, send } from '../fixtures/send.ts';
import { METRICS } from '../metrics/definitions.ts';

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
    for (let count = 0; count < 5; count += 1) {
      expect(await alert(url, 'msg_0', 'b3RoZXI=')).toMatchObject({ status: 401 });
    }
    await expect
      .poll(async () => (await world.client.overview.get()).warnings)
      .toMatchObject([{ code: 'WEBHOOK_SECRET' }]);
    await world.client.tasks.submit({ task: { type: 'custom-command', projectId: 'held', command: 'true' } });
    expect(await alert(url, 'msg_1')).toMatchObject({
      status: 202,
      json: { accepted: true, delivery: 'msg_1' },
    });
    expect(await alert(url, 'msg_1')).toMatchObject({ status: 202, json: { duplicate: true } });
    const commands = await vi.waitFor(
      async () => {
        const { items } = await world.client.tasks.list({ type: 'custom-command', project: 'shop' });
        expect(items).toMatchObject([{ state: 'succeeded', key: 'alert/disk' }]);
        return items;
      },
      { timeout: 90_000, interval: 200 },
    );
    expect(commands).toHaveLength(1);
    const events = await world.client.tasks.list({ type: 'trigger:alerts' });
    expect(events.items).toMatchObject([{ state: 'succeeded' }]);

    expect(await send(url, { path: '/metrics' })).toMatchObject({ status: 401 });
    const authorization = `Bearer ${await world.token('viewer')}`;
    const metrics = await send(url, { path: '/metrics', headers: { authorization } });
    expect(metrics).toMatchObject({
      status: 200,
      headers: { 'content-type': expect.stringMatching(/^text\/plain/) as string },
    });
    expect(metrics.text.match(/(?<=^# TYPE )\S+/gm)).toEqual(Object.keys(METRICS));
    for (const line of [
      'poppo_webhook_deliveries_total{route="alerts",status="401"} 5',
      'poppo_webhook_deliveries_total{route="alerts",status="202"} 2',
      'poppo_trigger_events_total{trigger="alerts",kind="webhook",outcome="succeeded"} 1',
      'poppo_task_attempts_total{type="custom-command",project="shop",outcome="succeeded"} 1',
      'poppo_task_attempt_duration_seconds_count{type="custom-command",outcome="succeeded"} 1',
      'poppo_tasks{state="blocked",type="custom-command",project="held"} 1',
      'poppo_tasks{state="succeeded",type="",project=""} 2',
      'poppo_tasks_waiting{reason="APPROVAL"} 1',
      'poppo_tasks_waiting{reason="UNCOUNTED"} 0',
      'poppo_warnings{code="WEBHOOK_SECRET"} 1',
      'poppo_database_up 1',
      'poppo_slots 2',
    ]) {
      expect(metrics.text.split('\n')).toContain(line);
    }
    expect(metrics.text).not.toContain(KEY);
  },
);
