import { expect, it } from 'vitest';
import { commitsOf, figuresOf, textsOf } from './result-fields.ts';

it('texts are shown in one order, and those that are empty are not', () => {
  expect(textsOf({ stderr: 'a warning', stdout: ' \n', answer: 'Done.', output: 3 })).toEqual([
    { name: 'answer', text: 'Done.' },
    { name: 'stderr', text: 'a warning' },
  ]);
});

it('tokens are those of all kinds, and a figure that is not there stays unknown', () => {
  const { tokens, costUsd, exitCode } = figuresOf({
    usage: { input: 3, output: 4, model: 'm' },
    exitCode: 0,
  });
  expect({ tokens, costUsd, exitCode }).toEqual({ tokens: 7, costUsd: undefined, exitCode: 0 });
});

it('a commit is a hash: other text would lead elsewhere', () => {
  expect(commitsOf({ commits: ['0a1b2c3', '../../evil', 7] })).toEqual(['0a1b2c3']);
  expect(commitsOf({})).toEqual([]);
});
