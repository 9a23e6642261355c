import { expect, it } from 'vitest';
import { readViews } from './saved-views.ts';

it.each([
  [null, []],
  ['{', []],
  ['{}', []],
  ['[null, {}, {"name": ""}]', []],
  [
    '[{"name": "mine", "search": {"state": "failed", "odd": 1}}]',
    [{ name: 'mine', search: { state: 'failed' } }],
  ],
  ['[{"name": "all", "search": 7}]', [{ name: 'all', search: {} }]],
])('the text %j has the views %j', (text, views) => {
  expect(readViews(text)).toEqual(views);
});
