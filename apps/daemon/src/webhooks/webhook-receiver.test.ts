import { createHmac } from 'node:crypto';
import { TaskError, type TriggerDeclaration } from '@poppobuilder/core';
import { findSecrets } from '@poppobuilder/core/runner-kit';
import type { NewTask, SubmitOptions } from '@poppobuilder/engine';
import { describe, expect, it } from 'vitest';
import type { WebhookAnswer } from './webhook-answer.ts';
import { createWebhookReceiver, type WebhookReceiverOptions } from './webhook-receiver.ts';

const SECRET = 'a secret for all projects';
const KEY = Buffer.from('a key of standard webhooks').toString('base64');

const TRIGGERS: readonly TriggerDeclaration[] = [
  {
    type: 'github',
    description: 'Works on issues.',
    webhook: {
      route: 'github',
      signature: { scheme: 'github', secret: 'GITHUB_WEBHOOK_SECRET' },
      deliveryId: 'X-GitHub-Delivery',
      project: '/repository/full_name',
      events: { in: 'x-github-event', names: ['issues'] },
    },
  },
  {
    type: 'alerts',
    description: 'Repairs services.',
    webhook: {
      route: 'alerts',
      signature: { scheme: 'standard-webhooks', secret: 'ALERTS_SECRET' },
      deliveryId: 'webhook-id',
      project: '/project',
    },
  },
  {
    type: 'tickets',
    description: 'Works on tickets.',
    webhook: {
      route: 'tickets',
      signature: { scheme: 'token', secret: 'TICKETS_TOKEN' },
      deliveryId: '/ticket/id',
      project: '/~1project',
    },
  },
];

const PROJECTS = [
  {
    id: 'shop',
    path: '/srv/shop',
    names: ['acme/shop'],
    triggers: { github: { labels: ['x'] }, alerts: {}, tickets: {} },
  },
  { id: 'my.site', path: '/srv/site', names: ['acme/site'], triggers: { github: {} } },
  { id: 'quiet', path: '/srv/quiet', names: ['acme/quiet'], triggers: {} },
];

interface Stored {
  readonly task: NewTask;
  readonly options: SubmitOptions;
}

function receiving(changes: Partial<WebhookReceiverOptions> = {}): {
  readonly stored: Stored[];
  readonly send: (
    route: string,
    headers: Record<string, string>,
    body: string | Buffer,
  ) => Promise<WebhookAnswer>;
} {
  const stored: Stored[] = [];
  const receive = createWebhookReceiver({
    triggers: () => TRIGGERS,
    projects: () => PROJECTS,
    environment: {
      GITHUB_WEBHOOK_SECRET: SECRET,
      ALERTS_SECRET: `whsec_${KEY}`,
      TICKETS_TOKEN: 'ticket token',
    },
    submit: async (task, options) => {
      const isDuplicate = stored.some((one) => one.task.id === task.id);
      if (!isDuplicate) stored.push({ task, options });
      return { id: 'one', isDuplicate };
    },
    ...changes,
  });
  const send = async (
    route: string,
    headers: Record<string, string>,
    body: string | Buffer,
  ): Promise<WebhookAnswer> => receive({ route, headers, body: Buffer.from(body) });
  return { stored, send };
}

const BODY = JSON.stringify({ action: 'opened', repository: { full_name: 'Acme/Shop' } });

const sign = (body: string | Buffer, secret = SECRET): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

const signed = (body: string | Buffer, changes: Record<string, string> = {}): Record<string, string> => ({
  'content-type': 'application/json',
  'X-GitHub-Event': 'issues',
  'x-github-delivery': 'delivery 1',
  'x-hub-signature-256': sign(body),
  ...changes,
});

describe('a delivery', () => {
  it('is stored as a task of the project that it names, once', async () => {
    const { stored, send } = receiving();
    const headers = signed(BODY, { authorization: 'Basic x', cookie: 'a=b', 'x-hub-signature': 'sha1=1' });
    expect(await send('github', headers, BODY)).toEqual({
      status: 202,
      body: { accepted: true, delivery: 'delivery 1' },
    });
    expect(await send('github', headers, BODY)).toMatchObject({ status: 202, body: { duplicate: true } });
    expect(stored).toEqual([
      {
        task: {
          id: '3c9f76c8-ccad-81d4-a6df-cb80c2e9238b',
          type: 'trigger:github',
          projectId: 'shop',
          projectPath: '/srv/shop',
          configuration: { labels: ['x'] },
          event: {
            kind: 'webhook',
            headers: {
              'content-type': 'application/json',
              'x-github-event': 'issues',
              'x-github-delivery': 'delivery 1',
            },
            body: JSON.parse(BODY),
            deliveryId: 'delivery 1',
          },
        },
        options: expect.objectContaining({ concurrencyKey: 'trigger/github/shop' }),
      },
    ]);
  });

  it('uses up its id only when it is stored', async () => {
    let isAway = true;
    const { stored, send } = receiving({
      submit: async (task, options) => {
        if (isAway) throw new TaskError({ code: 'DATABASE_UNAVAILABLE', message: 'It is away.' });
        stored.push({ task, options });
        return { id: 'one', isDuplicate: false };
      },
    });
    expect(await send('github', signed(BODY), BODY)).toMatchObject({ status: 503 });
    isAway = false;
    expect(await send('github', signed(BODY), BODY)).toMatchObject({ status: 202, body: { accepted: true } });
    expect(stored).toHaveLength(1);
  });

  it('is stored without secrets and without what a database cannot hold', async () => {
    const { stored, send } = receiving();
    const token = 'correct-horse-7';
    const body = JSON.stringify({
      repository: { full_name: 'acme/shop' },
      issue: { body: `Use https://me:${token}@example.com/ \0 and \ud800.` },
      token,
    });
    expect(await send('github', signed(body), body)).toMatchObject({ status: 202 });
    const text = JSON.stringify(stored);
    expect(text).not.toContain(token);
    expect(findSecrets(stored[0]?.task).texts).toEqual([]);
    expect(text).not.toMatch(/\\u0000|\\ud800/);
  });

  const OTHER = JSON.stringify({ repository: { full_name: 'acme/other' } });
  it.each<[string, string, Record<string, string>, string | Buffer, number]>([
    ['to an unknown route', 'githob', signed(BODY), BODY, 404],
    ['without a signature', 'github', signed(BODY, { 'x-hub-signature-256': '' }), BODY, 401],
    [
      'with a signature of another secret',
      'github',
      signed(BODY, { 'x-hub-signature-256': sign(BODY, 'x') }),
      BODY,
      401,
    ],
    [
      'with a short signature',
      'github',
      signed(BODY, { 'x-hub-signature-256': sign(BODY).slice(0, -2) }),
      BODY,
      401,
    ],
    ['with a signature by SHA-1', 'github', signed(BODY, { 'x-hub-signature-256': 'sha1=aa' }), BODY, 401],
    ['that was changed', 'github', signed(BODY), `${BODY} `, 401],
    ['of another type, even unsigned', 'github', { 'content-type': 'text/plain' }, BODY, 401],
    ['of another type', 'github', signed(BODY, { 'content-type': 'text/plain' }), BODY, 415],
    ['of a form', 'github', signed(BODY, { 'content-type': 'application/x-www-form-urlencoded' }), BODY, 415],
    ['that is not JSON', 'github', signed('{'), '{', 400],
    [
      'that is not UTF-8',
      'github',
      signed(Buffer.from([0x22, 0xff, 0x22])),
      Buffer.from([0x22, 0xff, 0x22]),
      400,
    ],
    ['without an id', 'github', signed(BODY, { 'x-github-delivery': '' }), BODY, 400],
  ])('%s creates nothing', async (_, route, headers, body, status) => {
    const { stored, send } = receiving();
    const answer = await send(route, headers, body);
    expect(answer).toMatchObject({ status, body: { code: expect.any(String) as string } });
    expect(stored).toEqual([]);
  });

  it.each(
    [
      ['of an event that the trigger does not handle', signed(BODY, { 'X-GitHub-Event': 'ping' }), BODY],
      ['of a repository that is nobody here', signed(OTHER), OTHER],
      [
        'of a project without the trigger',
        signed(OTHER.replace('other', 'quiet')),
        OTHER.replace('other', 'quiet'),
      ],
      ['of no repository', signed('{"zen":"a"}'), '{"zen":"a"}'],
    ].map(
      ([name, headers, body]) =>
        [name, { ...(headers as object), 'x-hub-signature-256': sign(body as string) }, body] as const,
    ),
  )('%s is not accepted, and creates nothing', async (_, headers, body) => {
    const { stored, send } = receiving();
    expect(await send('github', headers as unknown as Record<string, string>, body as string)).toMatchObject({
      status: 202,
      body: { accepted: false, reason: expect.any(String) as string },
    });
    expect(stored).toEqual([]);
  });

  it('is verified by the secret of its project, if it has an own one', async () => {
    const { stored, send } = receiving({
      environment: { GITHUB_WEBHOOK_SECRET: SECRET, GITHUB_WEBHOOK_SECRET_MY_SITE: 'own' },
    });
    const site = JSON.stringify({ repository: { full_name: 'acme/site' } });
    expect(await send('github', signed(site), site)).toMatchObject({ status: 401 });
    const own = signed(site, { 'x-hub-signature-256': sign(site, 'own') });
    expect(await send('github', own, site)).toMatchObject({ status: 202, body: { accepted: true } });
    // The secret of one project is none for others.
    const foreign = signed(BODY, { 'x-hub-signature-256': sign(BODY, 'own') });
    expect(await send('github', foreign, BODY)).toMatchObject({ status: 401 });
    expect(await send('github', signed(BODY, { 'x-hub-signature-256': 'no' }), BODY)).toMatchObject({
      status: 401,
    });
    expect(stored).toHaveLength(1);
  });

  it('is refused where no secret is set, and the answer names the variable', async () => {
    const { send } = receiving({ environment: {} });
    expect(await send('github', signed(BODY, { 'x-hub-signature-256': sign(BODY, '') }), BODY)).toMatchObject(
      {
        status: 401,
        body: { message: expect.stringContaining('GITHUB_WEBHOOK_SECRET') as string },
      },
    );
  });
});

describe('the signature of Standard Webhooks', () => {
  const body = '{"project":"shop","alert":"down"}';
  const at = (seconds: number): Record<string, string> => {
    const timestamp = String(Math.floor(Date.now() / 1_000) + seconds);
    const signature = createHmac('sha256', Buffer.from(KEY, 'base64'))
      .update(`msg_1.${timestamp}.${body}`)
      .digest('base64');
    return {
      'content-type': 'application/json; charset=utf-8',
      'webhook-id': 'msg_1',
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1a,abc v1,AAAA v1,${signature}`,
    };
  };

  it('covers id, time and body', async () => {
    const { stored, send } = receiving();
    expect(await send('alerts', at(0), body)).toMatchObject({ body: { accepted: true, delivery: 'msg_1' } });
    expect(stored[0]?.task['event']).not.toHaveProperty(['headers', 'webhook-signature']);
    expect(await send('alerts', { ...at(0), 'webhook-id': 'msg_2' }, body)).toMatchObject({ status: 401 });
    expect(await send('alerts', at(0), `${body} `)).toMatchObject({ status: 401 });
  });

  it('is refused when it is old or from the future', async () => {
    const { send } = receiving();
    expect(await send('alerts', at(-600), body)).toMatchObject({ status: 401 });
    expect(await send('alerts', at(600), body)).toMatchObject({ status: 401 });
  });
});

it('a token is compared whole, and is not stored', async () => {
  const { stored, send } = receiving();
  const body = '{"/project":"SHOP","ticket":{"id":7}}';
  const headers = { 'content-type': 'application/json', authorization: 'Bearer ticket token' };
  expect(await send('tickets', { ...headers, authorization: 'Bearer ticket' }, body)).toMatchObject({
    status: 401,
  });
  expect(await send('tickets', headers, body)).toMatchObject({ body: { accepted: true, delivery: '7' } });
  expect(JSON.stringify(stored)).not.toContain('ticket token');
});
