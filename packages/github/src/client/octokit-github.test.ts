import { generateKeyPairSync } from 'node:crypto';
import { TaskError } from '@poppobuilder/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type GitHubWorld, REPOSITORY, startGitHubWorld, TOKENS } from '../fixtures/github-world.ts';
import type { GitHub } from '../github.ts';
import { statusOf } from '../github-error.ts';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

let world: GitHubWorld;
let github: GitHub;
let number: number;
beforeAll(async () => {
  world = await startGitHubWorld({
    users: [{ login: 'owner' }, { login: 'poppo' }, { login: 'stranger' }],
    apps: [
      {
        app_id: 77,
        slug: 'poppo-app',
        name: 'Poppo',
        private_key: privateKey,
        permissions: { issues: 'write', contents: 'write', metadata: 'read' },
        installations: [{ installation_id: 770, account: 'owner' }],
      },
    ],
  });
  number = await world.openIssue();
});
afterAll(() => world.close());
beforeEach(() => {
  github = world.client();
  world.proxy.reset();
});

const read = (): Promise<unknown> =>
  github.request('GET /repos/{owner}/{repo}/issues/{issue_number}', { issue_number: number });
const create = (): Promise<unknown> =>
  github.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
    issue_number: number,
    body: 'Hello.',
  });
const change = (): Promise<unknown> =>
  github.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', {
    issue_number: number,
    title: 'Another title',
  });

const failureOf = async (call: Promise<unknown>): Promise<TaskError> => {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!TaskError.is(error)) throw new Error('it did not fail with a TaskError', { cause: error });
  return error;
};

describe('a call', () => {
  it('uses the owner and repository of the project, and resolves with the data', async () => {
    await expect(read()).resolves.toMatchObject({ number, title: 'An issue' });
    expect(world.proxy.calls).toEqual([`GET /repos/owner/hello/issues/${number}`]);
  });

  it.each([400, 401, 403, 404, 409, 410, 422, 451])(
    'that is answered with %i fails at once and for good',
    async (status) => {
      for (const [method, call] of [
        ['GET', read],
        ['POST', create],
        ['PATCH', change],
      ] as const) {
        world.proxy.calls.length = 0;
        world.proxy.inject({ on: method, status });
        const error = await failureOf(call());
        expect(error).toMatchObject({ code: 'GITHUB_FAILED', status, retryable: false, component: 'github' });
        expect(statusOf(error)).toBe(status);
        expect(error.message).toContain(`GitHub answered ${method} /repos/owner/hello/issues/${number}`);
        expect(error.message).toMatch(/[.]$/);
        expect(world.proxy.calls).toHaveLength(1);
      }
    },
  );

  it.each([500, 502, 503])('that is answered with %i is made again when it may be', async (status) => {
    for (const [method, call] of [
      ['GET', read],
      ['PATCH', change],
    ] as const) {
      world.proxy.calls.length = 0;
      world.proxy.inject({ on: method, status, times: 2 });
      await expect(call()).resolves.toBeDefined();
      expect(world.proxy.calls).toHaveLength(3);
    }
  });

  it('that creates something is never made twice on its own', async () => {
    world.proxy.inject({ on: 'POST', status: 500 });
    await expect(failureOf(create())).resolves.toMatchObject({ status: 500, retryable: true });
    world.proxy.inject({ on: 'POST' });
    const cut = await failureOf(create());
    expect(cut).toMatchObject({ code: 'GITHUB_FAILED', retryable: true });
    expect(statusOf(cut)).toBeUndefined();
    expect(world.proxy.calls).toHaveLength(2);
  });

  it('whose connection is cut is made again, and fails when it is cut four times', async () => {
    world.proxy.inject({ on: 'GET' });
    await expect(read()).resolves.toMatchObject({ number });
    world.proxy.inject({ on: 'GET', isDone: true, times: 4 });
    await expect(failureOf(read())).resolves.toMatchObject({ code: 'GITHUB_FAILED', retryable: true });
    expect(world.proxy.calls).toHaveLength(6);
  });

  it('that is not answered in time is made again', async () => {
    github = world.client({ timeout: 300 });
    await read();
    world.proxy.inject({ on: 'GET', isSilent: true });
    await expect(read()).resolves.toMatchObject({ number });
    world.proxy.inject({ on: 'GET', isSilent: true, times: 4 });
    const error = await failureOf(read());
    expect(error.message).toContain('it took too long');
  });

  it('ends with its signal and its reason, while it is under way and while it waits', async () => {
    const reason = new TaskError({ code: 'TASK_CANCELLED', message: 'Enough.' });
    const stop = new AbortController();
    world.proxy.inject({ on: 'GET', isSilent: true, before: () => Promise.resolve(stop.abort(reason)) });
    await expect(github.request('GET /repos/{owner}/{repo}', {}, { signal: stop.signal })).rejects.toBe(
      reason,
    );
    const waiting = new AbortController();
    const limit = { on: 'GET', status: 429, headers: { 'retry-after': '30' } };
    world.proxy.inject({
      ...limit,
      before: () => Promise.resolve(setImmediate(() => waiting.abort(reason))),
    });
    await expect(github.request('GET /repos/{owner}/{repo}', {}, { signal: waiting.signal })).rejects.toBe(
      reason,
    );
    await expect(github.request('GET /repos/{owner}/{repo}', {}, { signal: waiting.signal })).rejects.toBe(
      reason,
    );
    expect(world.proxy.calls).toHaveLength(2);
  });

  it('contains no token in its error', async () => {
    world.proxy.inject({ on: 'GET', status: 422, message: `bad token ${TOKENS.poppo}` });
    const error = await failureOf(read());
    expect(JSON.stringify(error)).not.toContain(TOKENS.poppo);
    expect(error.message).toContain('bad token [REDACTED].');
  });

  it('without a token is MISSING_CREDENTIALS and asks nothing', async () => {
    github = world.client({ secret: undefined });
    await expect(failureOf(read())).resolves.toMatchObject({ code: 'MISSING_CREDENTIALS' });
    expect(world.proxy.calls).toEqual([]);
  });
});

describe('a limit', () => {
  const secondary = { status: 403, message: 'You have exceeded a secondary rate limit.' };

  it.each([
    { title: 'a secondary limit', fault: { ...secondary, headers: { 'retry-after': '1' } } },
    { title: '429 with retry-after', fault: { status: 429, headers: { 'retry-after': '1' } } },
    { title: '403 with retry-after', fault: { status: 403, headers: { 'retry-after': '1' } } },
    {
      title: 'a primary limit that is over',
      fault: { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' } },
    },
  ])('$title is waited for, also by a call that creates something', async ({ fault }) => {
    world.proxy.inject({ on: 'POST', ...fault });
    await expect(create()).resolves.toMatchObject({ body: 'Hello.' });
    expect(world.proxy.calls).toHaveLength(2);
  });

  it('that lasts longer than github.maxWait is RATE_LIMITED and says until when', async () => {
    const reset = Math.floor(Date.now() / 1_000) + 3_600;
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) };
    world.proxy.inject({ on: 'GET', status: 403, headers });
    const error = await failureOf(read());
    expect(error).toMatchObject({ code: 'RATE_LIMITED', retryable: true });
    expect(error.message).toContain(new Date(reset * 1_000).toISOString());
    world.proxy.inject({ on: 'POST', ...secondary, headers: { 'retry-after': '61' } });
    await expect(failureOf(create())).resolves.toMatchObject({ code: 'RATE_LIMITED', retryAfter: 61_000 });
    expect(world.proxy.calls).toHaveLength(2);
  });

  it('that comes back is given up after three waits', async () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' };
    world.proxy.inject({ on: 'GET', status: 403, headers, times: 9 });
    await expect(failureOf(read())).resolves.toMatchObject({ code: 'RATE_LIMITED' });
    expect(world.proxy.calls).toHaveLength(4);
  });
});

describe('what was read before', () => {
  it('is requested with its ETag, and reused when it is unchanged', async () => {
    const fresh = world.client();
    const get = (): Promise<object> =>
      fresh.request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', { issue_number: number });
    const first = await get();
    await expect(get()).resolves.toEqual(first);
    await create();
    await expect(get()).resolves.not.toEqual(first);
    expect(world.proxy.statuses).toEqual([200, 304, 201, 200]);
  });

  it('is not changed by who reads it', async () => {
    await create();
    const list = (): Promise<unknown[]> =>
      github.list('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', { issue_number: number });
    (await list()).length = 0;
    await expect(list()).resolves.not.toHaveLength(0);
    expect(world.proxy.statuses).toEqual([201, 200, 304]);
  });
});

it('a list resolves with the items of all pages', async () => {
  const issue = await world.openIssue();
  const owner = world.as('owner');
  for (let index = 0; index < 253; index += 1) {
    await owner.rest.issues.createComment({ ...REPOSITORY, issue_number: issue, body: `comment ${index}` });
  }
  const comments = await github.list('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
    issue_number: issue,
  });
  expect(comments.map(({ body }) => body)).toEqual(
    Array.from({ length: 253 }, (_, index) => `comment ${index}`),
  );
  expect(world.proxy.calls).toHaveLength(3);
});

describe('who we are', () => {
  it('is asked once, also by callers at the same time', async () => {
    const answers = await Promise.all([github.identity(), github.identity()]);
    expect(answers[0]).toEqual({ login: 'poppo', isApp: false });
    await github.identity();
    expect(world.proxy.calls).toEqual(['GET /user']);
  });

  it('is asked again after a failure', async () => {
    world.proxy.inject({ on: 'GET /user', status: 401 });
    await expect(failureOf(github.identity())).resolves.toMatchObject({ status: 401 });
    await expect(github.identity()).resolves.toMatchObject({ login: 'poppo' });
  });

  const refusal = { on: 'GET /user', status: 403, message: 'Resource not accessible by integration' };

  it('is the App whose installation the token is of', async () => {
    world.proxy.inject(refusal);
    const body = { data: { viewer: { login: 'my-app[bot]' } } };
    world.proxy.inject({ on: 'POST /graphql', status: 200, body });
    await expect(github.identity()).resolves.toEqual({ login: 'my-app[bot]', isApp: true });
  });

  it('is not guessed while GitHub does not answer', async () => {
    world.proxy.inject(refusal);
    world.proxy.inject({ on: 'POST /graphql', status: 502 });
    await expect(failureOf(github.identity())).resolves.toMatchObject({ retryable: true });
  });

  it.each([{ status: 403 }, { status: 200, body: { errors: [{ message: 'Forbidden' }] } }])(
    'is github-actions[bot] where the token may not ask (%j)',
    async (answer) => {
      world.proxy.inject(refusal);
      world.proxy.inject({ on: 'POST /graphql', ...answer });
      await expect(github.identity()).resolves.toEqual({ login: 'github-actions[bot]', isApp: true });
    },
  );
});

describe('a GitHub App', () => {
  it('finds its installation, and says who it is', async () => {
    github = world.client({ secret: { appId: '77', privateKey } });
    await expect(github.identity()).resolves.toEqual({ login: 'poppo-app[bot]', isApp: true });
    await expect(create()).resolves.toMatchObject({ user: { login: 'poppo-app[bot]' } });
    expect(world.proxy.calls).toEqual([
      'GET /repos/owner/hello/installation',
      'GET /app',
      'POST /app/installations/770/access_tokens',
      `POST /repos/owner/hello/issues/${number}/comments`,
    ]);
  });

  it('lets git sign in with a token of its installation', async () => {
    const secret = { appId: '77', installationId: '770', privateKey };
    github = world.client({
      secret,
      config: { github: { cloneUrl: 'https://git.example/owner/hello.git' } },
    });
    await expect(github.gitCredentials()).resolves.toEqual({
      url: 'https://git.example/',
      username: 'x-access-token',
      password: expect.stringMatching(/^gh/),
    });
  });

  it('that is not installed fails with what to look at', async () => {
    github = world.client({ secret: { appId: '77', privateKey } });
    world.proxy.inject({ on: '/installation', status: 404 });
    const error = await failureOf(github.identity());
    expect(error).toMatchObject({ code: 'GITHUB_FAILED', status: 404, retryable: false });
    expect(error.message).toContain('installation of the GitHub App');
  });
});
