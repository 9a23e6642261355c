import { expect, it } from 'vitest';
import { Cluster } from './cluster.ts';
import { readJournals } from './journal.ts';
import { until } from './until.ts';

it('lets tasks finish within the grace, hands back the others without using a retry, and leaves nothing running', async () => {
  await using cluster = new Cluster();
  const leaving = cluster.start('leaving', { slots: 2 });
  await leaving.ready;
  const short = await cluster.submit({ milliseconds: 1_000 });
  const long = await cluster.submit({ milliseconds: 60_000 }, { retry: { limit: 0 } });
  await until(
    () => readJournals(cluster.journal),
    (entries) => entries.filter(({ kind }) => kind === 'start').length === 2,
  );
  const stopped = leaving.stop(2_500);
  await cluster.start('staying', { slots: 2 }).ready;
  expect(await stopped).toBe(0);
  const ofShort = await cluster.history.reached(short, ({ state }) => state === 'succeeded');
  expect(ofShort.at(-1)).toMatchObject({ attempt: 1 });
  const ofLong = await cluster.history.reached(
    long,
    ({ attempt, state }) => state === 'running' && attempt === 2,
  );
  expect(ofLong.map(({ state, data }) => [state, data?.outcome])).toEqual([
    ['queued', undefined],
    ['running', undefined],
    ['queued', 'released'],
    ['running', undefined],
  ]);
  expect(ofLong.at(-1)?.data?.engine).toContain('staying');
  const ends = readJournals(cluster.journal).filter(
    ({ kind, writer }) => kind === 'end' && writer === 'leaving',
  );
  expect(ends).toMatchObject([
    { id: short, isStopped: false },
    { id: long, isStopped: true },
  ]);
}, 60_000);
