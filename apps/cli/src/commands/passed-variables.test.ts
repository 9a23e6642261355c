import { expect, it } from 'vitest';
import { passedVariables } from './passed-variables.ts';

it('gives the named variables and no other', () => {
  const environment = { FOO: 'bar', EMPTY: '', OTHER: 'kept' };
  expect(passedVariables(['FOO', 'EMPTY'], environment)).toEqual({ environment: { FOO: 'bar', EMPTY: '' } });
  expect(passedVariables([], environment)).toBeUndefined();
});

it('names what is not set', () => {
  expect(() => passedVariables(['FOO', 'BAR', 'SET'], { SET: '1' })).toThrow(
    expect.objectContaining({ code: 'INVALID_CONFIG', message: '--pass names FOO, BAR, which are not set.' }),
  );
});
