import { expect, it } from 'vitest';
import { wordsOf } from './words-of.ts';

it.each([
  ['poppo run task.json --plugin', ['poppo', 'run', 'task', 'json', 'plugin']],
  ['agent.maxBudgetUsd', ['agent', 'maxBudgetUsd', 'max', 'Budget', 'Usd']],
  ['INVALID_TASK', ['INVALID_TASK', 'INVALID', 'TASK']],
  ['café', ['café']],
])('the words of %s', (text, words) => {
  expect(wordsOf(text)).toEqual(words);
});
