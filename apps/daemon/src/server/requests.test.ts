import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { statSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DaemonWorld } from '../fixtures/daemon-world.ts';
import { type Answer, send, type Sent } from '../fixtures/send.ts';

const world = new DaemonWorld();
let viewer: string;
let operator: string;

beforeAll(async () => {
  await world.start({ GITHUB_WEBHOOK_SECRET: 'hook' }, { publicUrl: 'https://poppo.example.com' });
  viewer = await world.token('viewer');
  operator = await world.token('operator');
}, 60_000);
afterAll(async () => world[Symbol.asyncDispose]());

const ask = async (sent: Sent): Promise<Answer> => send(world.daemon.url, sent);
const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
const task = { type: 'custom-command', projectId: 'held', command: 'true' };
const submission = (fields: object = {}): Sent => ({
  method: 'POST',
  path: '/api/v1/tasks',
  headers: { ...bearer(operator), 'content-type': 'application/json' },
  body: JSON.stringify({ task: { ...task, ...fields } }),
});

const countTasks = async (): Promise<number> =>
  (await world.client.tasks.list({ limit: 1_000 })).items.length;

/** Refused requests must create nothing. */
async function expectRefused(sent: Sent, status: number, code: string): Promise<Answer> {
  const before = await countTasks();
  const answer = await ask(sent);
  expect([answer.status, answer.json?.code]).toEqual([status, code]);
  expect(await countTasks()).toBe(before);
  return answer;
}

describe('a request', () => {
  it('without a token is refused, whatever it asks for', async () => {
    for (const path of ['/api/v1/tasks', '/api/v1/events', '/api/v1/openapi.json', '/api/v1/none']) {
      await expectRefused({ path }, 401, 'UNAUTHENTICATED');
    }
    await expectRefused(
      { ...submission(), headers: { 'content-type': 'application/json' } },
      401,
      'UNAUTHENTICATED',
    );
    expect((await ask({ path: '/healthz' })).json).toEqual({ status: 'ok' });
    expect((await ask({ path: '/readyz' })).json).toEqual({ status: 'ready' });
  });

  it('of a viewer may read only', async () => {
    expect((await ask({ path: '/api/v1/tasks', headers: bearer(viewer) })).status).toBe(200);
    const headers = { ...bearer(viewer), 'content-type': 'application/json' };
    await expectRefused({ ...submission(), headers }, 403, 'FORBIDDEN');
    await expectRefused({ method: 'DELETE', path: '/api/v1/tokens/x', headers }, 403, 'FORBIDDEN');
  });

  it('for another host is refused', async () => {
    const { port } = new URL(world.daemon.url);
    for (const host of ['evil.example.com', `evil.example.com:${port}`, '127.0.0.1', `127.0.0.2:${port}`]) {
      await expectRefused(
        { ...submission(), headers: { ...submission().headers, host } },
        421,
        'MISDIRECTED_REQUEST',
      );
      await expectRefused(
        { method: 'POST', path: '/webhooks/github', headers: { host } },
        421,
        'MISDIRECTED_REQUEST',
      );
    }
    for (const host of [`localhost:${port}`, 'poppo.example.com']) {
      expect((await ask({ path: '/healthz', headers: { host } })).status).toBe(200);
    }
  });

  it('of a page of another site is refused', async () => {
    const { headers } = submission();
    for (const foreign of [
      { origin: 'https://evil.example.com' },
      { origin: 'null' },
      { origin: 'http://127.0.0.1:1' },
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
    ]) {
      await expectRefused({ ...submission(), headers: { ...headers, ...foreign } }, 403, 'FORBIDDEN');
    }
    const origin = 'https://poppo.example.com';
    expect((await ask({ path: '/healthz', headers: { origin } })).status).toBe(200);
  });

  it('with a body that is too large, of another type, or no JSON is refused', async () => {
    const { headers = {} } = submission();
    await expectRefused({ ...submission(), body: 'x'.repeat(2 * 1024 ** 2) }, 413, 'PAYLOAD_TOO_LARGE');
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      await expectRefused(
        { ...submission(), headers: { ...headers, 'content-type': type } },
        415,
        'UNSUPPORTED_MEDIA_TYPE',
      );
    }
    const broken = await expectRefused({ ...submission(), body: '{"task":' }, 400, 'INVALID_REQUEST');
    expect(broken.json?.['message']).toContain('JSON');
    await expectRefused({ ...submission(), body: '{"__proto__":{"a":1},"task":{}}' }, 400, 'INVALID_REQUEST');
  });

  it('with an empty body has none, whatever its type', async () => {
    const post = async (path: string): Promise<Answer> =>
      ask({ method: 'POST', path, headers: submission().headers ?? {}, body: '' });
    await world.client.tasks.submit({ task: { ...task, id: 'bodiless' } });
    for (const [path, status] of [
      ['tasks/bodiless/approve', 200],
      ['tasks/bodiless/approve', 409],
      ['tasks/none/retry', 404],
      ['tasks/none/cancel', 404],
      ['projects/shop/pause', 200],
      ['projects/shop/resume', 200],
    ] as const) {
      expect([path, (await post(`/api/v1/${path}`)).status]).toEqual([path, status]);
    }
    for (const path of ['tasks', 'budgets/override', 'dead-letters/redrive', 'tasks/bulk', 'tokens']) {
      const { status, json } = await post(`/api/v1/${path}`);
      expect([status, json?.['message']]).toEqual([
        400,
        'The request is not valid: its body must be a JSON object.',
      ]);
    }
  });

  it('for the address alone gets the page, whatever it accepts', async () => {
    for (const headers of [{}, { accept: '*/*' }, { accept: 'application/json' }, { accept: 'text/html' }]) {
      const { status, text: page } = await ask({ path: '/', headers });
      expect([status, page]).toEqual([200, expect.stringMatching(/^<!doctype html>/i) as string]);
    }
    await expectRefused({ path: '/none' }, 404, 'NOT_FOUND');
  });

  it('with a path that leaves its folder finds nothing', async () => {
    for (const path of [
      '/../../../etc/passwd',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/api/v1/../../access.json',
      '/api/v1/tasks/..%2f..%2faccess.json',
      '/webhooks/..%2f..%2fapi',
    ]) {
      const answer = await ask({ path, headers: bearer(operator) });
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.text).not.toContain('root:');
    }
  });

  it('with a path that leaves the folder of assets is refused', async () => {
    for (const path of [
      '/assets/../../../package.json',
      '/assets/%2e%2e/index.html',
      '/assets/..%2f..%2fcaps.js',
    ]) {
      const { status, text: body } = await ask({ path });
      expect([path, status]).toEqual([
        path,
        expect.toSatisfy((code: number) => code === 400 || code === 404),
      ]);
      expect(body).not.toContain('{"name"');
    }
  });

  it('with many wrong tokens is told to wait, and valid tokens still work', async () => {
    const statuses: number[] = [];
    let last: Answer | undefined;
    for (let index = 0; index < 70; index += 1) {
      last = await ask({ path: '/api/v1/tasks', headers: bearer(`guess-${index}`) });
      statuses.push(last.status);
    }
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(60);
    expect(last).toMatchObject({ status: 429, json: { code: 'RATE_LIMITED' } });
    expect(Number(last?.headers['retry-after'])).toBeGreaterThan(0);
    expect((await ask({ path: '/api/v1/tasks', headers: bearer(viewer) })).status).toBe(200);
    expect((await ask({ path: '/api/v1/tasks' })).status).toBe(401);
  });

  it('of a valid token is one of at most 300 in a second', async () => {
    const { port, host } = new URL(world.daemon.url);
    const { token } = await world.client.access.createToken({ name: 'busy', role: 'viewer' });
    const socket = connect(Number(port), '127.0.0.1');
    const one = `GET /api/v1/none HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\n\r\n`;
    // All of them arrive at once.
    socket.write(one.repeat(301));
    const answers = (await text(socket)).split('HTTP/1.1 ').slice(1);
    const accepted = answers.filter((answer) => answer.startsWith('404'));
    expect(accepted.length).toBeGreaterThanOrEqual(100);
    expect(answers.at(-1)).toMatch(/^429 .*retry-after: 1\r\n.*"RATE_LIMITED"/is);
    expect((await ask({ path: '/api/v1/tasks', headers: bearer(viewer) })).status).toBe(200);
  });

  it('is answered with headers that let a page run no foreign code', async () => {
    const { headers } = await ask({ path: '/healthz' });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).not.toMatch(/unsafe-inline|https?:/);
    expect(headers['x-content-type-options']).toBe('nosniff');
  });
});

describe('a link of `poppo open`', () => {
  it('signs one browser in, once', async () => {
    const { url } = await world.client.access.createSignInLink();
    const path = url.slice('https://poppo.example.com'.length);
    const signedIn = await ask({ path });
    expect(signedIn.status).toBe(303);
    const [cookie = ''] = signedIn.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict; .*; Secure$/);
    const again = await ask({ path });
    expect([again.status, again.headers['set-cookie']]).toEqual([401, undefined]);
    const headers = { cookie: cookie.split(';')[0] ?? '' };
    expect((await ask({ path: '/api/v1/overview', headers })).status).toBe(200);
    expect((await ask({ path: '/api/v1/overview', headers: { cookie: 'poppo_session=x' } })).status).not.toBe(
      200,
    );
  });
});

describe('a token', () => {
  it('is stored as a digest alone, and is worth nothing once revoked', async () => {
    const { token } = await world.client.access.createToken({ name: 'tv', role: 'viewer' });
    const file = join(world.homeFolder, 'access.json');
    expect(readFileSync(file, 'utf8')).not.toContain(token);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await ask({ path: '/api/v1/tokens', headers: bearer(operator) })).text).not.toContain(token);
    await expect(world.client.access.createToken({ name: 'tv', role: 'viewer' })).rejects.toMatchObject({
      status: 409,
    });
    await world.client.access.revokeToken({ name: 'tv' });
    expect((await ask({ path: '/api/v1/tasks', headers: bearer(token) })).status).not.toBe(200);
    await expect(world.client.access.revokeToken({ name: 'tv' })).rejects.toMatchObject({ status: 404 });
    expect(world.logged.join('\n')).not.toContain(token);
  });
});

describe('a webhook', () => {
  it('without a route of a trigger finds nothing', async () => {
    const body = '{}';
    const signature = `sha256=${createHmac('sha256', 'hook').update(body).digest('hex')}`;
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature };
    const answer = await expectRefused(
      { method: 'POST', path: '/webhooks/none', headers, body },
      404,
      'NOT_FOUND',
    );
    expect(answer.headers.connection).toBe('close');
  });

  it('over 25 MiB is refused by its declared length and while it is read', async () => {
    const path = '/webhooks/github';
    const length = String(26 * 1024 ** 2);
    const declared = await ask({
      method: 'POST',
      path,
      headers: { 'content-length': length, expect: '100-continue' },
    }).catch((error: NodeJS.ErrnoException) => error.code);
    expect(declared).toMatchObject({ status: 413 });
  });
});
