import { expect, it } from 'vitest';
import { isHeldBy } from './is-held-by.ts';

const task = { id: 'one', projectId: 'shop', type: 'process-issue', key: 'shop#1' };

it.each([
  [{ all: true }, true],
  [{ project: 'shop' }, true],
  [{ project: 'api' }, false],
  [{ type: 'process-issue' }, true],
  [{ type: 'process-pr' }, false],
  [{ key: 'shop#1' }, true],
  [{ key: 'shop#2' }, false],
  [{ task: 'one' }, true],
  [{ task: 'two' }, false],
] as const)('a hold of %o: whether it keeps the task from starting is %s', (scope, isHeld) => {
  expect(isHeldBy(task, scope)).toBe(isHeld);
});
