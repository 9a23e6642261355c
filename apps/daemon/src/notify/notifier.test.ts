import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it, vi } from 'vitest';
import { TaskError } from '@poppobuilder/core';
import type { NotifyConfiguration } from '../configuration/notify-configuration.ts';
import { RulesWorld } from '../fixtures/rules-world.ts';
import { Notifier } from './notifier.ts';
import { receiverId } from './receiver-id.ts';

const WAITING = { timeout: 20_000, interval: 20 };

interface Receiver {
  readonly received: { readonly text: string; readonly taskId?: string; readonly occasion: string }[];
  readonly url: string;
  /** Answers of the next requests; 200 when there are none. */
  readonly answers: number[];
}

async function receiver(world: RulesWorld): Promise<Receiver> {
  const [received, answers]: [Receiver['received'], number[]] = [[], []];
  const server: Server = createServer((request, response) => {
    void (async () => {
      const body = await text(request);
      const status = answers.shift() ?? 200;
      if (status === 200) received.push(JSON.parse(body) as Receiver['received'][number]);
      response.writeHead(status).end();
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  world.closeLater(() => void server.close());
  return { received, answers, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret` };
}

it('each receiver gets one message for each task and occasion, also after a restart', async () => {
  await using world = new RulesWorld();
  const engine = await world.engine();
  const [all, few] = [await receiver(world), await receiver(world)];
  const notify: NotifyConfiguration[] = [
    { on: ['succeeded', 'failed', 'needs-you'], webhook: { url: all.url } },
    { on: ['failed'], webhook: { url: few.url } },
  ];
  world.configuration = world.configured({}, { notify });
  const open = async (): Promise<Notifier> => {
    const notifier = new Notifier({
      engine,
      configuration: () => world.configuration,
      cursorFile: join(world.folder, 'cursor'),
      onError: (error) => world.problems.push(error),
      interval: 50,
    });
    await notifier.refresh();
    return notifier;
  };
  const first = await open();
  engine.consume({ slots: 2, runner: world.runner });
  const retry = { limit: 0 };
  await engine.submit(world.task({ id: 'good' }));
  await engine.submit(world.task({ id: 'bad', failure: 'fails' }), { retry });
  await engine.submit(world.task({ id: 'asks' }), { approval: { message: 'May it?' } });
  await vi.waitFor(() => expect(all.received).toHaveLength(3), WAITING);
  await first.close();
  await engine.submit(world.task({ id: 'meanwhile', failure: 'fails' }), { retry });
  await expect(engine.tasks.wait('meanwhile')).rejects.toMatchObject({ code: 'HANDLER_FAILED' });
  const second = await open();
  world.closeLater(async () => second.close());
  await vi.waitFor(() => expect(few.received).toHaveLength(2), WAITING);
  await vi.waitFor(() => expect(all.received).toHaveLength(4), WAITING);
  expect(all.received.map(({ taskId, occasion }) => `${taskId} ${occasion}`).toSorted()).toEqual([
    'asks needs-you',
    'bad failed',
    'good succeeded',
    'meanwhile failed',
  ]);
  expect(few.received[0]).toMatchObject({
    taskId: 'bad',
    text: 'The task bad (work) of shop has failed: HANDLER_FAILED: No.',
    error: { code: 'HANDLER_FAILED' },
  });
  expect(JSON.stringify(await engine.notices.due())).not.toContain('secret');
  expect(world.problems).toEqual([]);
});

it('a message that a receiver refuses is kept', async () => {
  await using world = new RulesWorld();
  const engine = await world.engine();
  const { url, answers, received } = await receiver(world);
  answers.push(503);
  world.configuration = world.configured({}, { notify: [{ on: ['needs-you'], webhook: { url } }] });
  const notifier = new Notifier({
    engine,
    configuration: () => world.configuration,
    cursorFile: join(world.folder, 'cursor'),
    onError: (error) => world.problems.push(error),
    interval: 50,
  });
  world.closeLater(async () => notifier.close());
  await notifier.notify({ occasion: 'needs-you', key: 'a', text: 'Look.' });
  await notifier.notify({ occasion: 'succeeded', key: 'b', text: 'Fine.' });
  await vi.waitFor(() => expect(world.problems).toHaveLength(1), WAITING);
  expect(String(world.problems[0])).toContain('it answered 503');
  expect(received).toEqual([]);
  // It is due again later, and its reason is kept; the URL is not.
  const failed = {
    body: { text: 'Look.', occasion: 'needs-you' },
    at: expect.any(Date) as Date,
    problem: 'it answered 503',
    failures: 1,
    dueAt: expect.any(Date) as Date,
  };
  await vi.waitFor(
    async () =>
      expect(await engine.notices.summarize([receiverId(url), 'other'])).toEqual([
        { receiver: receiverId(url), waiting: 1, failed },
        { receiver: 'other', waiting: 0 },
      ]),
    WAITING,
  );
  expect(await engine.notices.add([{ key: `a ${'0'.repeat(16)}`, receiver: 'x', body: {} }])).toBe(1);
});

it('a receiver that does not answer keeps no other one waiting', async () => {
  await using world = new RulesWorld();
  const engine = await world.engine();
  const silent = createServer();
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  world.closeLater(() => {
    silent.closeAllConnections();
    silent.close();
  });
  const { url, received } = await receiver(world);
  const [away, there] = [`http://127.0.0.1:${(silent.address() as AddressInfo).port}/`, url];
  const notify: NotifyConfiguration[] = [away, there].map((of) => ({ on: ['failed'], webhook: { url: of } }));
  world.configuration = world.configured({}, { notify });
  await engine.notices.add([
    ...['a', 'b', 'c'].map((key) => ({ key, receiver: receiverId(away), body: { text: key } })),
    { key: 'd', receiver: receiverId(there), body: { text: 'd' } },
  ]);
  const notifier = new Notifier({
    engine,
    configuration: () => world.configuration,
    cursorFile: join(world.folder, 'cursor'),
    onError: (error) => world.problems.push(error),
  });
  await notifier.refresh();
  await vi.waitFor(() => expect(received).toEqual([{ text: 'd' }]), WAITING);
  silent.closeAllConnections();
  await notifier.close();
  expect(await engine.notices.summarize([receiverId(away)])).toMatchObject([{ waiting: 3 }]);
});

it('of what happens while the database is away, receivers are notified afterwards', async () => {
  await using world = new RulesWorld();
  const engine = await world.engine();
  const { url, received } = await receiver(world);
  world.configuration = world.configured({}, { notify: [{ on: ['succeeded'], webhook: { url } }] });
  let failures = 2;
  const get: typeof engine.tasks.get = async (id) => {
    failures -= 1;
    if (failures >= 0) throw new TaskError({ code: 'DATABASE_UNAVAILABLE', message: 'It is away.' });
    return engine.tasks.get(id);
  };
  const notifier = new Notifier({
    engine: {
      events: engine.events,
      notices: engine.notices,
      tasks: { get } as unknown as typeof engine.tasks,
    },
    configuration: () => world.configuration,
    cursorFile: join(world.folder, 'cursor'),
    onError: (error) => world.problems.push(error),
    interval: 20,
  });
  world.closeLater(async () => notifier.close());
  await notifier.refresh();
  engine.consume({ slots: 1, runner: world.runner });
  await engine.submit(world.task({ id: 'good' }));
  await vi.waitFor(() => expect(received).toMatchObject([{ taskId: 'good' }]), WAITING);
  expect(world.problems).toHaveLength(2);
});
