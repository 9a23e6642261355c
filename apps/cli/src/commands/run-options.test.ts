import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Task } from '@poppobuilder/core';
import { describe, expect, it } from 'vitest';
import { chooseCache, existingFolders, passedVariables } from './run-options.ts';

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

const task = (cache?: string): Task => {
  const metadata = cache === undefined ? {} : { metadata: { cache } };
  return { id: '1', type: 'a', projectId: 'p', projectPath: '/p', ...metadata };
};

describe('the cache of poppo run', () => {
  it.each([
    [undefined, [task()], undefined],
    [undefined, [task(), task('read')], 'off'],
    [true, [task()], 'read-write'],
    [false, [task('read')], undefined],
  ])('with the flag %s is chosen by flag and tasks', (flag, tasks, expected) => {
    expect(chooseCache(flag, tasks)).toBe(expected);
  });
});
