import { expect, it } from 'vitest';
import { Cluster } from './cluster.ts';
import { readJournals } from './journal.ts';
import { until } from './until.ts';

it('refuses the late outcome of a process that was frozen past its lease, and completes the task once', async () => {
  await using cluster = new Cluster();
  const members = ['one', 'two', 'three'].map((name) => cluster.start(name, { slots: 1 }));
  await Promise.all(members.map(async ({ ready }) => ready));
  const id = await cluster.submit({ milliseconds: 3_000, isDeaf: true });
  const [{ engine } = { engine: '' }] = await until(
    async () => cluster.history.running(),
    (running) => running.length === 1,
  );
  const frozen = members.find(({ name }) => name === engine);
  expect(frozen).toBeDefined();
  await until(
    () => readJournals(cluster.journal),
    (entries) => entries.some(({ kind }) => kind === 'start'),
  );
  frozen?.freeze();
  const ended = await cluster.history.reached(id, ({ state }) => state === 'succeeded');
  expect(ended.map(({ state, attempt, data }) => [state, attempt, data?.outcome])).toEqual([
    ['queued', 0, undefined],
    ['running', 1, undefined],
    ['queued', 1, 'lost'],
    ['running', 2, undefined],
    ['succeeded', 2, undefined],
  ]);
  expect(ended[3]?.data?.engine).not.toContain(engine);
  frozen?.wake();
  const [refused] = await until(
    () => frozen?.errors.filter(({ code }) => code === 'LEASE_LOST') ?? [],
    (errors) => errors.length > 0,
  );
  expect(refused?.taskId).toBe(id);
  expect(await cluster.history.events(id)).toEqual(ended);
  const late = readJournals(cluster.journal).filter((entry) => entry.kind === 'end' && entry.attempt === 1);
  expect(late).toMatchObject([{ id, writer: engine }]);
}, 60_000);
