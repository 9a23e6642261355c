import { expect, it } from 'vitest';
import { filterOf, readTaskSearch } from './task-search.ts';

it.each([
  [{}, {}, {}],
  [{ state: 'failed', odd: 1 }, { state: 'failed' }, { state: ['failed'] }],
  [
    { state: 'waiting', text: 12 },
    { state: 'waiting', text: '12' },
    { state: ['queued', 'blocked', 'scheduled'], text: '12' },
  ],
  [{ state: 'odd', project: '' }, { state: 'odd' }, {}],
])('the parameters %j are the search %j and the filter %j', (parameters, search, filter) => {
  expect(readTaskSearch(parameters)).toEqual(search);
  expect(filterOf(readTaskSearch(parameters))).toEqual(filter);
});
