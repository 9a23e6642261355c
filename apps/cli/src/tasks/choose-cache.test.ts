import type { Task } from '@poppobuilder/core';
import { describe, expect, it } from 'vitest';
import { chooseCache } from './choose-cache.ts';

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
