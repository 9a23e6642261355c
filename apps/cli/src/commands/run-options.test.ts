import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { existingFolders, passedVariables } from './run-options.ts';

const absent = join(tmpdir(), 'poppobuilder-does-not-exist');

it('makes paths absolute', () => {
  expect(existingFolders('--readable', [tmpdir(), '.'])).toEqual([tmpdir(), process.cwd()]);
  expect(existingFolders('--readable', [])).toEqual([]);
});

it.each([
  [[absent], `"${absent}" of --readable does not exist`],
  [
    [tmpdir(), absent, 'not-here'],
    `"${absent}", "${join(process.cwd(), 'not-here')}" of --readable do not exist`,
  ],
  [[join(absent, 'below')], `"${join(absent, 'below')}" of --readable does not exist`],
])('names what does not exist: %j', (folders, message) => {
  expect(() => existingFolders('--readable', folders)).toThrow(message);
});

it('returns the named variables and no others', () => {
  const environment = { FOO: 'bar', EMPTY: '', OTHER: 'kept' };
  expect(passedVariables(['FOO', 'EMPTY'], environment)).toEqual({ environment: { FOO: 'bar', EMPTY: '' } });
  expect(passedVariables([], environment)).toBeUndefined();
});

it('names what is not set', () => {
  expect(() => passedVariables(['FOO', 'BAR', 'SET'], { SET: '1' })).toThrow(
    expect.objectContaining({ code: 'INVALID_CONFIG', message: '--pass names FOO, BAR, which are not set.' }),
  );
});
