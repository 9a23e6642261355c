import { type ClientRequest, request } from 'node:http';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { DaemonWorld } from '../fixtures/daemon-world.ts';
import { send } from '../fixtures/send.ts';

const world = new DaemonWorld();

beforeAll(async () => world.start({ GITHUB_WEBHOOK_SECRET: 'hook' }), 60_000);
afterAll(async () => world[Symbol.asyncDispose]());

const path = '/webhooks/github';
const headers = { 'content-type': 'application/json' };

/** Begins a delivery of 24 MB that does not end. */
function begin(): ClientRequest {
  const { hostname, port } = new URL(world.daemon.url);
  const length = { 'content-length': String(24_000_000) };
  const sent = request({
    hostname,
    port,
    method: 'POST',
    path,
    agent: false,
    headers: { ...headers, ...length },
  });
  sent.on('error', () => undefined);
  sent.write('{');
  return sent;
}

it('large deliveries that nobody has signed do not fill the memory, and keep no usual one out', async () => {
  const body = Buffer.alloc(300_000, 'x');
  const deliver = async (sent: Buffer | string): Promise<number> =>
    (await send(world.daemon.url, { method: 'POST', path, headers, body: sent })).status;
  const begun = Array.from({ length: 20 }, begin);
  await vi.waitFor(async () => expect(await deliver(body)).toBe(429));
  expect(await deliver('{}')).not.toBe(429);
  for (const sent of begun) sent.destroy();
  await vi.waitFor(async () => expect(await deliver(body)).not.toBe(429));
});
