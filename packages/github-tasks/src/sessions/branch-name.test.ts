import { expect, it } from 'vitest';
import { branchName } from './branch-name.ts';

it.each([
  [undefined, 'poppo/issue-12'],
  ['bot/{number}-work', 'bot/12-work'],
  ['bot/', 'bot/12'],
  ['fix', 'fix-12'],
])('makes the branch of issue 12 of the template %s: %s', (template, name) => {
  expect(branchName(template, 12)).toBe(name);
});

it.each(['../{number}', 'a..b', '-x{number}', 'a b', '{number}.lock', ''])(
  'refuses the template "%s"',
  (template) => {
    expect(() => branchName(template, 12)).toThrow(expect.objectContaining({ code: 'INVALID_CONFIG' }));
  },
);
