import { afterAll, beforeAll, expect, it } from 'vitest';
import { Cluster } from './cluster.ts';
import type { StateEvent } from './history.ts';
import { readJournals } from './journal.ts';
import { until } from './until.ts';

const scope = { key: 'account' };
const reason = { code: 'PAUSED', message: 'The account is paused.' };
const holdKeys = ['account'];
const HOUR = 3_600_000;

let cluster: Cluster;
beforeAll(() => {
  cluster = new Cluster();
});
afterAll(async () => cluster[Symbol.asyncDispose]());

const outcomes = (events: readonly StateEvent[]): (string | undefined)[][] =>
  events.map(({ state, data }) => [state, data?.outcome]);

it('keeps a task waiting under a hold whose process was frozen past its lease, and lets another one take the others', async () => {
  const engine = await cluster.engine();
  const frozen = cluster.start('frozen', { slots: 2 });
  await frozen.ready;
  const work = { milliseconds: 2_000, isDeaf: true };
  const held = await cluster.submit(work, { holdKeys, retry: { limit: 0 } });
  const free = await cluster.submit(work, { retry: { limit: 0 } });
  await until(
    async () => cluster.history.running(),
    (running) => running.length === 2,
  );
  frozen.freeze();
  const other = cluster.start('other', { slots: 2 });
  await other.ready;
  await engine.holds.place({ id: 'pause', scope, reason, cancelRunning: true });
  await cluster.history.reached(free, ({ state }) => state === 'succeeded');
  const under = await cluster.history.reached(held, ({ data }) => data?.outcome === 'lost');
  expect(outcomes(under)).toEqual([
    ['queued', undefined],
    ['running', undefined],
    ['queued', 'lost'],
  ]);
  frozen.wake();
  await until(
    () => frozen.errors.filter(({ code }) => code === 'LEASE_LOST').map(({ taskId }) => taskId),
    (lost) => lost.includes(held) && lost.includes(free),
  );
  const next = await cluster.submit();
  await cluster.history.reached(next, ({ state }) => state === 'succeeded');
  expect(await cluster.history.events(held)).toEqual(under);
  expect(await engine.tasks.explain(held)).toMatchObject({
    waitingFor: [{ code: 'HOLD', by: { hold: 'pause' } }],
  });
  await engine.holds.release('pause');
  const ended = await cluster.history.reached(held, ({ state }) => state === 'succeeded');
  expect(outcomes(ended.slice(under.length))).toEqual([
    ['running', undefined],
    ['succeeded', undefined],
  ]);
  expect([await frozen.stop(5_000), await other.stop(5_000)]).toEqual([0, 0]);
}, 120_000);

it('starts nothing under a hold in a process that was frozen between the fetch of a task and its start', async () => {
  const engine = await cluster.engine();
  const frozen = cluster.start('sleeper', { slots: 2, freezesBeforeStart: true });
  await frozen.ready;
  const held = await cluster.submit({}, { holdKeys, retry: { limit: 0 } });
  await frozen.freezing;
  await engine.holds.place({ id: 'late', scope, reason });
  frozen.wake();
  const under = await cluster.history.reached(held, ({ data }) => data?.outcome === 'deferred');
  const next = await cluster.submit();
  await cluster.history.reached(next, ({ state }) => state === 'succeeded');
  const startsOf = (id: string): number =>
    readJournals(cluster.journal).filter((entry) => entry.kind === 'start' && entry.id === id).length;
  expect([startsOf(held), startsOf(next)]).toEqual([0, 1]);
  expect(outcomes(await cluster.history.events(held))).toEqual([
    ['queued', undefined],
    ['running', undefined],
    ['queued', 'deferred'],
  ]);
  expect(under.at(-1)?.data).toMatchObject({ reason: expect.stringContaining('"late"') as string });
  await engine.holds.release('late');
  await cluster.history.reached(held, ({ state }) => state === 'succeeded');
  const [counted] = (await cluster.history.counters()).filter(({ id }) => id === held);
  expect(counted).toMatchObject({ failures: 0, losses: 0 });
  expect(await frozen.stop(5_000)).toBe(0);
}, 60_000);

it('keeps holds, deferrals and approvals over a crash of the database, without counting attempts', async () => {
  const engine = await cluster.engine();
  const member = cluster.start('member', { slots: 4 });
  await member.ready;
  const hold = await engine.holds.place({ scope, reason, until: new Date(Date.now() + HOUR), by: 'alice' });
  const held = await cluster.submit({}, { holdKeys });
  const deferred = await cluster.submit({ deferrals: 3 }, { retry: { limit: 0 } });
  const approval = { message: 'It deploys.', by: 'bob' };
  const [approved, rejected] = [
    await cluster.submit({}, { approval }),
    await cluster.submit({}, { approval }),
  ];
  await cluster.history.reached(deferred, ({ data }) => data?.outcome === 'deferred');
  cluster.signalPostmaster('SIGKILL');
  const next = await cluster.submit();
  await cluster.history.reached(next, ({ state }) => state === 'succeeded');
  // Holds that are placed now wait for consumers that had fetched before.
  expect(await cluster.history.query('SELECT FROM poppobuilder.consumers_known')).toEqual([]);
  await cluster.history.reached(deferred, ({ state }) => state === 'succeeded');
  expect(await engine.holds.list()).toEqual([hold]);
  const codeOf = async (id: string): Promise<unknown> => (await engine.tasks.explain(id)).waitingFor[0]?.code;
  expect([await codeOf(held), await codeOf(approved), await codeOf(rejected)]).toEqual([
    'HOLD',
    'APPROVAL',
    'APPROVAL',
  ]);
  await engine.tasks.approve(approved, { by: 'bob' });
  await engine.tasks.reject(rejected, { by: 'bob', reason: 'Not now.' });
  await engine.holds.release(hold.id);
  for (const id of [held, approved]) await cluster.history.reached(id, ({ state }) => state === 'succeeded');
  expect(outcomes(await cluster.history.events(rejected)).at(-1)).toEqual(['cancelled', 'rejected']);
  const counted = (await cluster.history.counters()).filter(({ id }) =>
    [held, deferred, approved].includes(id),
  );
  expect(counted.map(({ failures, losses }) => failures + losses)).toEqual([0, 0, 0]);
  expect(await member.stop(5_000)).toBe(0);
}, 120_000);
