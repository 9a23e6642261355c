import { get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DaemonWorld } from '../fixtures/daemon-world.ts';

const world = new DaemonWorld();

beforeAll(async () => world.start(), 60_000);
afterAll(async () => world[Symbol.asyncDispose]());

/** Opens a stream, and resolves once its answer has begun. */
async function open(headers: Readonly<Record<string, string>>, query = ''): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = get(`${world.daemon.url}/api/v1/events${query}`, { headers, agent: false }, resolve);
  request.on('error', reject);
  return promise;
}

async function ended(stream: IncomingMessage): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  stream.once('close', resolve).once('error', () => resolve());
  stream.resume();
  await promise;
}

it('a stream of events ends when the token is revoked that it was opened with', async () => {
  const { access } = world.client;
  const { token } = await access.createToken({ name: 'lost', role: 'viewer' });
  const other = await open({ authorization: `Bearer ${await world.token('viewer')}` });
  const streams = await Promise.all(
    ['', '?task=one'].map(async (query) => open({ authorization: `Bearer ${token}` }, query)),
  );
  await access.revokeToken({ name: 'lost' });
  await Promise.all(streams.map(ended));
  expect(other.destroyed).toBe(false);
  other.destroy();
});

it('a stream of events ends when the session is revoked that it was opened with', async () => {
  const { access } = world.client;
  const { url } = await access.createSignInLink({ role: 'viewer' });
  const answer = await fetch(url, { redirect: 'manual' });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const stream = await open({ cookie });
  expect(stream.statusCode).toBe(200);
  const [session] = (await access.listSessions()).items;
  await access.revokeSession({ id: session?.id ?? '' });
  await ended(stream);
});

it(
  'streams of events are limited in their number, but for those of the command line',
  { timeout: 60_000 },
  async () => {
    // Each of them may send so many requests in a second.
    const tokens = await Promise.all([1, 2, 3].map(async () => world.token('viewer')));
    const next = async (): Promise<IncomingMessage> =>
      open({ authorization: `Bearer ${tokens[Math.floor(streams.length / 200)] ?? ''}` });
    const streams: IncomingMessage[] = [];
    let last = await next();
    while (last.statusCode === 200) {
      streams.push(last);
      last = await next();
    }
    expect([last.statusCode, last.headers['retry-after']]).toEqual([429, '5']);
    expect(streams).toHaveLength(500);
    const closing = new AbortController();
    await world.client.events.stream({}, { signal: closing.signal });
    closing.abort();
    for (const stream of [...streams, last]) stream.destroy();
  },
);
