import { expect, it } from 'vitest';
import { filterOf, readTaskSearch, unknownIn } from './task-search.ts';

it.each([
  [{}, {}, {}],
  [{ state: 'failed', odd: 1 }, { state: 'failed' }, { state: ['failed'] }],
  [
    { state: 'waiting', text: 12 },
    { state: 'waiting', text: '12' },
    { state: ['queued', 'blocked', 'scheduled'], text: '12' },
  ],
  [{ state: 'odd', project: '' }, { state: 'odd' }, {}],
  [{ tag: 7, type: ['x'] }, { tag: '7' }, { tag: '7' }],
  [{ label: 'gpu' }, { label: 'gpu' }, { label: 'gpu' }],
  [{ label: 'a/b' }, { label: 'a/b' }, {}],
  [{ reason: 'HOLD' }, { reason: 'HOLD' }, { reason: 'HOLD' }],
  [{ reason: 'MOOD' }, { reason: 'MOOD' }, {}],
  [
    { createdAfter: '2026-12-01T10:00:00+01:00', finishedBefore: 'soon' },
    { createdAfter: '2026-12-01T10:00:00+01:00', finishedBefore: 'soon' },
    { createdAfter: '2026-12-01T09:00:00.000Z' },
  ],
])('the parameters %j are the search %j and the filter %j', (parameters, search, filter) => {
  expect(readTaskSearch(parameters)).toEqual(search);
  expect(filterOf(readTaskSearch(parameters))).toEqual(filter);
});

it('what there is not is named', () => {
  const search = {
    state: 'odd',
    label: 'a/b',
    reason: 'MOOD',
    createdAfter: 'soon',
    createdBefore: '2026-12-01T10:00:00Z',
  };
  expect(unknownIn(search, ['state', 'colour'])).toEqual([
    { kind: 'state', value: 'odd' },
    { kind: 'label', value: 'a/b' },
    { kind: 'reason', value: 'MOOD' },
    { kind: 'time', value: 'soon' },
    { kind: 'filter', value: 'colour' },
  ]);
});
