import { ApiError } from '@poppobuilder/api/client';
import { expect, it } from 'vitest';
import { mistakesOf, problemAt } from './mistakes.ts';

const message = 'must not be empty';

it.each([
  ['task.command', 'task.command', message],
  ['task.env.A', 'task.env', `.A ${message}`],
  ['task.args[2]', 'task.args', `[2] ${message}`],
  ['task.commands', 'task.command', undefined],
])('a mistake at %s is shown at %s as %j', (path, at, shown) => {
  expect(problemAt([{ path, message }], at)).toBe(shown);
});

it.each([undefined, {}, { fields: 'odd' }, { fields: [{ path: 1 }, null] }])(
  'an answer with the data %j has no mistakes of fields',
  (data) => {
    expect(mistakesOf(new ApiError({ status: 400, code: 'INVALID_TASK', message, data }))).toEqual([]);
  },
);
