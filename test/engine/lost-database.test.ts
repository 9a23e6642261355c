import { expect, it } from 'vitest';
import { Cluster } from './cluster.ts';
import { DatabaseProxy } from './database-proxy.ts';
import { readJournals } from './journal.ts';

it('stops the tasks of an engine whose database does not answer before another engine starts them, and continues afterwards', async () => {
  await using cluster = new Cluster();
  await cluster.engine();
  await using proxy = await DatabaseProxy.open(cluster.path('proxy'), cluster.path('server/socket'));
  const cutOff = cluster.start('cut-off', { database: { url: proxy.url }, slots: 1, labels: ['here'] });
  await cutOff.ready;
  const id = await cluster.submit({ milliseconds: 60_000 });
  await cluster.history.reached(id, ({ state }) => state === 'running');
  await cluster.start('other', { slots: 1 }).ready;
  proxy.fallSilent();
  const events = await cluster.history.reached(
    id,
    ({ state, attempt }) => state === 'running' && attempt === 2,
  );
  expect(events.map(({ state, attempt, data }) => [state, attempt, data?.outcome])).toEqual([
    ['queued', 0, undefined],
    ['running', 1, undefined],
    ['queued', 1, 'lost'],
    ['running', 2, undefined],
  ]);
  const written = readJournals(cluster.journal);
  const stopped = written.find((entry) => entry.kind === 'end' && entry.attempt === 1);
  expect(stopped).toMatchObject({ writer: 'cut-off', isStopped: true });
  const stoppedAt = stopped?.kind === 'end' ? stopped.at : Number.NaN;
  expect(events.at(-1)?.at).toBeGreaterThan(stoppedAt);
  proxy.passAgain();
  const next = await cluster.submit({}, { requires: ['here'] });
  const ended = await cluster.history.reached(next, ({ state }) => state === 'succeeded');
  expect(ended.at(-2)?.data?.engine).toContain('cut-off');
}, 120_000);
