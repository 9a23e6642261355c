import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ApiError, DaemonClient } from '@poppobuilder/api/client';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { DaemonWorld } from '../fixtures/daemon-world.ts';

const WAITING = { timeout: 20_000, interval: 50 };

const world = new DaemonWorld();

beforeAll(async () => world.start(), 60_000);
afterAll(async () => world[Symbol.asyncDispose]());

const command = (projectId: string, fields: object = {}) => ({
  type: 'custom-command',
  projectId,
  command: 'true',
  ...fields,
});

it('a task runs, and its result, log and events are there', async () => {
  const { client } = world;
  const events = await client.events.stream({ task: 'one' });
  expect(
    await client.tasks.submit({ task: command('shop', { id: 'one', command: 'echo', args: ['hello'] }) }),
  ).toEqual({ id: 'one', isDuplicate: false });
  const kinds: string[] = [];
  let id = '';
  for await (const event of events) {
    kinds.push(event.state ?? event.kind);
    if (event.state === 'running') ({ id } = event);
    if (event.state === 'succeeded') break;
  }
  expect(kinds).toEqual(expect.arrayContaining(['queued', 'running', 'log', 'succeeded']));
  const task = await client.tasks.get({ id: 'one' });
  expect(task).toMatchObject({
    state: 'succeeded',
    task: { command: 'echo' },
    attempts: [{ outcome: 'succeeded' }],
    result: { success: true, stdout: 'hello\n' },
  });
  expect((await client.tasks.logs({ id: 'one' })).items).toMatchObject([{ message: 'hello\n' }]);
  expect(await client.tasks.transcript({ id: 'one' })).toEqual({ items: [] });
  // What followed an event is in the history behind it.
  for await (const event of await client.events.stream({}, { lastEventId: id })) {
    if (event.state === 'succeeded') break;
  }
  await expect(client.tasks.retry({ id: 'one' })).rejects.toMatchObject({ status: 409, code: 'CONFLICT' });
  expect((await client.tasks.list({ text: 'hello', state: ['succeeded'] })).items).toMatchObject([
    { id: 'one' },
  ]);
});

it('tasks are found by their tags and times, and a wrong tag is refused at its place', async () => {
  const { client } = world;
  const task = command('shop', { id: 'tagged' });
  await client.tasks.submit({ task, options: { tags: ['red', 'urgent'] } });
  const found = async (filter: Parameters<typeof client.tasks.list>[0]): Promise<string[]> =>
    (await client.tasks.list(filter)).items.map(({ id }) => id);
  expect(await found({ tag: 'urgent' })).toEqual(['tagged']);
  expect(await found({ tag: ['red', 'urgent'], createdAfter: '2026-01-01T00:00:00Z' })).toEqual(['tagged']);
  expect(await found({ tag: 'red', createdBefore: '2026-01-01T00:00:00+02:00' })).toEqual([]);
  expect(await client.bulk.preview({ action: 'cancel', filter: { tag: 'none' } })).toMatchObject({
    count: 0,
  });
  await expect(
    client.tasks.submit({ task: command('shop'), options: { tags: ['fine', 'two\nlines'] } }),
  ).rejects.toMatchObject({ status: 400, data: { fields: [{ path: 'options.tags[1]' }] } });
  await expect(client.tasks.list({ finishedAfter: 'soon' })).rejects.toMatchObject({ status: 400 });
});

it('tasks are found by the labels that they require, and a wrong label is refused at its place', async () => {
  const { client } = world;
  await client.tasks.submit({
    task: command('shop', { id: 'labelled' }),
    options: { requires: ['gpu', 'linux'] },
  });
  const ids = async (label: string | string[]): Promise<string[]> =>
    (await client.tasks.list({ label })).items.map(({ id }) => id);
  expect(await ids('gpu')).toEqual(['labelled']);
  expect(await ids(['gpu', 'linux'])).toEqual(['labelled']);
  expect(await ids('windows')).toEqual([]);
  await expect(client.tasks.list({ label: 'a/b' })).rejects.toMatchObject({
    status: 400,
    data: { fields: [{ path: 'label' }] },
  });
});

it('a project has its settings with where each comes from, and what waits is counted and listed by reason', async () => {
  const { client } = world;
  await client.tasks.submit({ task: command('held', { id: 'counted' }) });
  expect((await client.waiting.get()).items).toContainEqual({ code: 'APPROVAL', count: 1 });
  expect((await client.tasks.list({ reason: 'APPROVAL' })).items).toMatchObject([{ id: 'counted' }]);
  expect((await client.tasks.list({ reason: 'BUDGET' })).items).toEqual([]);
  const mood: object = { reason: 'MOOD' };
  await expect(client.tasks.list(mood)).rejects.toMatchObject({
    status: 400,
    data: { fields: [{ path: 'reason' }] },
  });
  const waiting = { action: 'cancel', filter: { reason: 'APPROVAL' } } as const;
  expect(await client.bulk.preview(waiting)).toMatchObject({ count: 1, states: { blocked: 1 } });
  expect(await client.tasks.timeline({ id: 'counted' })).toMatchObject({ items: [{ kind: 'state' }] });
  await client.tasks.cancel({ id: 'counted' });
  const { settings, triggers, workers } = await client.projects.details({ id: 'held' });
  expect(settings).toContainEqual({ path: 'approval', value: 'start', source: 'configuration' });
  expect(triggers).toEqual([]);
  expect(workers.busy).toBe(0);
  expect(await client.accounts.list()).toEqual({ items: [] });
  await expect(client.projects.details({ id: 'none' })).rejects.toMatchObject({ status: 404 });
});

it('the daemon tries what it needs itself', async () => {
  const { items } = await world.client.doctor.examine();
  expect(items).toContainEqual(expect.objectContaining({ check: 'git', status: 'ok' }));
});

it('a task that waits for an approval is approved or rejected once', async () => {
  const { client } = world;
  for (const id of ['approved', 'rejected']) await client.tasks.submit({ task: command('held', { id }) });
  expect(await client.tasks.get({ id: 'rejected' })).toMatchObject({ waitingFor: { code: 'APPROVAL' } });
  expect((await client.tasks.explain({ id: 'approved' })).waitingFor[0]).toMatchObject({ code: 'APPROVAL' });
  await client.tasks.approve({ id: 'approved' });
  await expect(client.tasks.approve({ id: 'approved' })).rejects.toMatchObject({ status: 409 });
  expect(await client.tasks.reject({ id: 'rejected', reason: 'Too risky.' })).toMatchObject({
    state: 'cancelled',
  });
  await expect(client.tasks.approve({ id: 'rejected' })).rejects.toMatchObject({ status: 409 });
  expect(await client.tasks.get({ id: 'rejected' })).toMatchObject({
    state: 'cancelled',
    reason: 'It was rejected by the command line: Too risky.',
  });
});

it('a paused project holds its tasks with the reason, until it is resumed', async () => {
  const { client } = world;
  const until = new Date(Date.now() + 3_600_000).toISOString();
  expect(await client.projects.pause({ id: 'shop', reason: 'Release day.', until })).toMatchObject({
    isPaused: true,
    pause: { reason: 'Release day.', until },
  });
  await client.tasks.submit({ task: command('shop', { id: 'paused' }) });
  const { waitingFor } = await client.tasks.explain({ id: 'paused' });
  expect(waitingFor[0]).toMatchObject({
    code: 'HOLD',
    message: expect.stringContaining('Release day.') as string,
  });
  expect((await client.holds.list()).items).toMatchObject([{ id: 'pause:shop', scope: { project: 'shop' } }]);
  expect(await client.projects.resume({ id: 'shop' })).toMatchObject({ isPaused: false });
  for await (const { state } of await client.events.stream({ task: 'paused' }))
    if (state === 'succeeded') break;
});

const LATER = '2999-01-01T00:00:00Z';

const raise = async (
  scope: Parameters<DaemonClient['budgets']['override']>[0]['scope'],
  amounts: object,
  until: string = LATER,
): Promise<unknown> => world.client.budgets.override({ scope, runs: 1, until, ...amounts });

it.each([
  ['unknown task', 404, 'TASK_NOT_FOUND', async () => world.client.tasks.get({ id: 'none' })],
  [
    'transcript of an unknown task',
    404,
    'TASK_NOT_FOUND',
    async () => world.client.tasks.transcript({ id: 'none' }),
  ],
  ['unknown project', 404, 'PROJECT_NOT_FOUND', async () => world.client.projects.get({ id: 'none' })],
  ['unknown flow', 404, 'NOT_FOUND', async () => world.client.flows.get({ id: 'none' })],
  ['unknown schedule', 404, 'NOT_FOUND', async () => world.client.schedules.run({ id: 'none' })],
  ['unknown hold', 404, 'NOT_FOUND', async () => world.client.holds.release({ id: 'none' })],
  [
    'pause of an unknown schedule',
    404,
    'NOT_FOUND',
    async () => world.client.schedules.pause({ id: 'none' }),
  ],
  ['budget of an unknown project', 404, 'PROJECT_NOT_FOUND', async () => raise({ project: 'none' }, {})],
  [
    'bad cursor of dead letters',
    400,
    'INVALID_REQUEST',
    async () => world.client.deadLetters.list({ after: 'x' }),
  ],
  [
    'bad query of events',
    400,
    'INVALID_REQUEST',
    async () => world.client.events.stream({ tsk: '1' } as object),
  ],
  [
    'query of a route that takes none',
    400,
    'INVALID_REQUEST',
    async () => world.client.holds.list({ a: 1 } as never),
  ],
  [
    'task of an unknown project',
    404,
    'PROJECT_NOT_FOUND',
    async () => world.client.tasks.submit({ task: command('none') }),
  ],
  [
    'task of an unknown type',
    400,
    'UNKNOWN_TASK_TYPE',
    async () => world.client.tasks.submit({ task: { ...command('shop'), type: 'none' } }),
  ],
  [
    'task with an unknown field',
    400,
    'INVALID_TASK',
    async () => world.client.tasks.submit({ task: command('shop', { comand: 'x' }) }),
  ],
  [
    'unknown option of a submission',
    400,
    'INVALID_TASK',
    async () => world.client.tasks.submit({ task: command('shop'), options: { prio: 1 } as object }),
  ],
  ['bad query', 400, 'INVALID_REQUEST', async () => world.client.tasks.list({ state: 'done' as 'failed' })],
  ['bad cursor', 400, 'INVALID_TASK', async () => world.client.events.stream({}, { lastEventId: 'x' })],
])('%s is answered with %d and %s', async (_, status, code, call) => {
  await expect(call()).rejects.toMatchObject({ status, code });
});

it.each([
  [
    'of a task that its type refuses',
    async () => world.client.tasks.submit({ task: command('shop', { command: 1, options: { cdw: '.' } }) }),
    ['task.command', 'task.options.cdw'],
  ],
  [
    'of a task that no type would take',
    async () => world.client.tasks.submit({ task: command('shop', { id: '', timeout: 0 }) }),
    ['task.id', 'task.timeout'],
  ],
  [
    'of a task without a project',
    async () => world.client.tasks.submit({ task: { type: 'custom-command' } as never }),
    ['task.projectId'],
  ],
  [
    'that the engine refuses',
    async () => world.client.tasks.submit({ task: command('shop'), options: { ttl: 0.5 } }),
    ['options.ttl'],
  ],
  [
    'that are unknown',
    async () => world.client.tasks.submit({ task: command('shop'), options: { prio: 1 } as object }),
    ['options.prio'],
  ],
  [
    'of another route',
    async () => world.client.access.createToken({ name: 'a b', role: 'viewer' }),
    ['name'],
  ],
  [
    'of a pause that is over already',
    async () => world.client.projects.pause({ id: 'shop', until: '2001-01-01T00:00:00Z' }),
    ['until'],
  ],
  [
    'of an override that is over already',
    async () => raise({ all: true }, {}, '2001-01-01T00:00:00Z'),
    ['until'],
  ],
  ['of an override of what has no cap', async () => raise({ project: 'shop', issue: 1 }, {}), ['scope']],
  ['of an override of an unknown project', async () => raise({ project: 'none' }, {}), ['scope.project']],
])('fields %s are told with what is wrong', async (_, call, paths) => {
  const { data } = (await call().catch((error: unknown) => error)) as ApiError;
  expect(data).toEqual({
    fields: paths.map((path) => ({ path, message: expect.stringMatching(/./) as string })),
  });
});

it('the overview, types of tasks, budgets, schedules and dead letters are there', async () => {
  const { client } = world;
  expect(await client.overview.get()).toMatchObject({
    state: 'ready',
    version: '1.2.3',
    pid: process.pid,
    slots: 2,
  });
  const { items } = await client.taskTypes.list();
  expect(items).toMatchObject([{ type: 'custom-command', input: { type: 'object' } }]);
  expect(await client.budgets.list()).toEqual({ items: [] });
  expect(await client.schedules.list()).toEqual({ items: [] });
  expect(await client.deadLetters.list({})).toEqual({ items: [] });
});

it('dead letters are listed with their error, and submitted again', async () => {
  const { client } = world;
  const options = { retry: { limit: 0 } };
  for (const id of ['letter-1', 'letter-2']) {
    await client.tasks.submit({ task: command('shop', { id, command: 'false' }), options });
  }
  const listed = async () => (await client.deadLetters.list({ project: 'shop' })).items;
  await vi.waitFor(async () => expect(await listed()).toHaveLength(2), WAITING);
  expect((await listed())[0]).toMatchObject({ attempts: 1, error: { code: 'COMMAND_FAILED' } });
  const { items, next } = await client.deadLetters.list({ limit: 1 });
  expect((await client.deadLetters.list({ after: next })).items).not.toContainEqual(items[0]);
  expect(await client.deadLetters.redrive({ ids: ['letter-2', 'one'] })).toEqual({ ids: ['letter-2'] });
  await vi.waitFor(async () => expect(await listed()).toMatchObject([{}, { attempts: 2 }]), WAITING);
});

it('notifications say what was delivered and what failed, without the secret of a URL', async () => {
  const { client, daemon } = world;
  const refuses = createServer((_, response) => response.writeHead(410).end()).listen(0, '127.0.0.1');
  const takes = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
  await Promise.all([once(refuses, 'listening'), once(takes, 'listening')]);
  const [refusing, taking] = [refuses, takes].map(
    (server) => `127.0.0.1:${(server.address() as AddressInfo).port}`,
  );
  const notify = [refusing, taking].map((host) => ({
    on: ['succeeded'] as const,
    webhook: { url: `http://${host}/secret/hook?token=secret` },
  }));
  const before = daemon.configuration;
  await daemon.configure({ ...before, notify });
  try {
    await client.tasks.submit({ task: command('shop', { id: 'notified' }) });
    await vi.waitFor(async () => {
      const { items } = await client.notifications.list();
      const message = { occasion: 'succeeded', task: 'notified' };
      expect(items).toMatchObject([
        {
          host: refusing,
          on: ['succeeded'],
          waiting: 1,
          failed: { ...message, problem: 'it answered 410', failures: 1 },
        },
        { host: taking, waiting: 0, delivered: message },
      ]);
      expect(JSON.stringify(items)).not.toContain('secret');
    }, WAITING);
  } finally {
    await daemon.configure(before);
    refuses.close();
    takes.close();
  }
});

it('the history counts what ended, by project, and refuses what is too long', async () => {
  const { client } = world;
  const { items } = await client.history.read({ step: 'day', by: 'project', timeZone: 'Asia/Tokyo' });
  const shop = items.findLast(({ projectId }) => projectId === 'shop');
  expect(shop).toMatchObject({ failed: 3, usd: 0, unknownRuns: 0, p50: expect.any(Number) as number });
  expect(shop?.succeeded).toBeGreaterThan(0);
  const since = '2020-01-01T00:00:00Z';
  await expect(client.history.read({ since })).rejects.toMatchObject({ status: 400, code: 'INVALID_TASK' });
});

it('many tasks are cancelled and retried, after a preview that changes nothing', async () => {
  const { client } = world;
  await client.projects.pause({ id: 'shop', reason: 'To count.' });
  const ids = ['bulk-1', 'bulk-2', 'bulk-3'];
  for (const id of ids) await client.tasks.submit({ task: command('shop', { id }) });
  const filter = { project: 'shop', text: 'bulk-' };
  expect(await client.bulk.preview({ action: 'cancel', filter })).toMatchObject({
    summary: 'cancels 3: 3 waiting',
    count: 3,
    skipped: 0,
  });
  expect(await client.tasks.get({ id: 'bulk-1' })).toMatchObject({ state: 'queued' });
  const first = await client.bulk.run({ action: 'cancel', filter, limit: 2, reason: 'Enough.' });
  expect(first).toMatchObject({ done: [{ id: 'bulk-3', state: 'cancelled' }, { id: 'bulk-2' }], failed: [] });
  const rest = await client.bulk.run({ action: 'cancel', filter, limit: 2, after: first.next });
  expect(rest).toEqual({ done: [{ id: 'bulk-1', state: 'cancelled' }], failed: [] });
  expect(await client.tasks.get({ id: 'bulk-2' })).toMatchObject({ reason: 'Enough.' });
  expect(await client.bulk.preview({ action: 'cancel', ids })).toMatchObject({
    summary: 'cancels nothing',
    skipped: 3,
  });
  expect(await client.bulk.preview({ action: 'retry', ids: [...ids, 'one', 'none'] })).toMatchObject({
    summary: 'retries 3: 3 cancelled',
    skipped: 1,
  });
  const { done } = await client.bulk.run({ action: 'retry', ids });
  expect(done.map(({ id }) => id)).toEqual(ids);
  await client.bulk.run({ action: 'cancel', ids });
  await client.projects.resume({ id: 'shop' });
  await expect(client.bulk.preview({ action: 'cancel' })).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('give either "ids" or "filter".') as string,
  });
  await expect(client.bulk.run({ action: 'cancel', filter: { state: 'succeeded' } })).rejects.toMatchObject({
    status: 400,
    code: 'INVALID_REQUEST',
  });
});

it('another reason why a task waits is an event of its own, for everyone and for those who watch the task', async () => {
  const { client } = world;
  await client.projects.pause({ id: 'shop', reason: 'First.' });
  await client.tasks.submit({ task: command('shop', { id: 'reasons' }) });
  const ends = new AbortController();
  const { signal } = ends;
  const streams = [
    await client.events.stream({}, { signal }),
    await client.events.stream({ task: 'reasons' }, { signal }),
  ];
  const read = async (stream: (typeof streams)[number]): Promise<unknown> => {
    for await (const { taskId, kind, state, data, id } of stream) {
      const message = (data?.['waitingFor'] as { readonly message: string } | undefined)?.message;
      if (taskId === 'reasons' && kind === 'reason' && message?.includes('Second.') === true)
        return { kind, state, id };
    }
    return undefined;
  };
  const reading = Promise.all(streams.map(read));
  // The first look of the daemon, which finds no change, may come after the first of these.
  let isRead = false;
  void reading.then(() => (isRead = true));
  let count = 0;
  await expect
    .poll(
      async () => {
        count += 1;
        await client.projects.pause({ id: 'shop', reason: `Second. ${count}` });
        return isRead;
      },
      { timeout: 20_000, interval: 1_500 },
    )
    .toBe(true);
  const event = { kind: 'reason', state: 'queued', id: expect.stringMatching(/./) as string };
  expect(await reading).toEqual([event, event]);
  ends.abort();
  await client.tasks.cancel({ id: 'reasons' });
  await client.projects.resume({ id: 'shop' });
});
