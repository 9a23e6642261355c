import { expect, it } from 'vitest';
import type { TaskMoment } from '../../api/types.ts';
import { spansOf } from './timeline-spans.ts';

const at = (second: number): string => new Date(second * 1_000).toISOString();

const MOMENTS: readonly TaskMoment[] = [
  { kind: 'state', attempt: 0, at: at(0), state: 'queued' },
  { kind: 'state', attempt: 1, at: at(5), state: 'running' },
  { kind: 'stage', attempt: 1, at: at(6), stage: 'prepare' },
  { kind: 'stage', attempt: 1, at: at(8), stage: 'execute' },
  { kind: 'state', attempt: 1, at: at(10), state: 'scheduled', outcome: 'deferred', reason: 'usage limit' },
  { kind: 'state', attempt: 2, at: at(70), state: 'running' },
];

it('an attempt lasts until the next change of state, and has its stages and its outcome', () => {
  expect(spansOf(MOMENTS)[1]).toMatchObject({
    attempt: 1,
    from: at(5),
    to: at(10),
    outcome: 'deferred',
    stages: [
      { stage: 'prepare', from: at(6), to: at(8) },
      { stage: 'execute', from: at(8), to: at(10) },
    ],
  });
});

it('what was waited for between two attempts has its reason', () => {
  expect(spansOf(MOMENTS)[2]).toMatchObject({ state: 'scheduled', reason: 'usage limit', to: at(70) });
});

it('an attempt that goes on has neither an end nor an outcome', () => {
  const last = spansOf(MOMENTS).at(-1);
  expect([last?.to, last?.outcome]).toEqual([undefined, undefined]);
});

it('nothing follows the end of a task', () => {
  const ended: TaskMoment = { kind: 'state', attempt: 2, at: at(80), state: 'succeeded' };
  const spans = spansOf([...MOMENTS, ended]);
  expect(spans).toHaveLength(4);
  expect(spans.at(-1)).toMatchObject({ to: at(80), outcome: 'succeeded' });
});
