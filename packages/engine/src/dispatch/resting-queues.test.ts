import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { RestingQueues } from './resting-queues.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const QUEUE = 'tasks/ordered';

function queues(): { readonly resting: RestingQueues; readonly looked: unknown[] } {
  const looked: unknown[] = [];
  return { looked, resting: new RestingQueues((queue, projects) => looked.push([queue, projects])) };
}

it('a queue that does not rest is looked at for each task', () => {
  const { resting } = queues();
  expect(resting.postpone(QUEUE, ['shop'])).toBe(false);
});

it('a queue that rests is looked at once for all tasks that came in the meantime', () => {
  const { resting, looked } = queues();
  resting.rest(QUEUE);
  expect(['shop', 'tools', 'shop'].map((project) => resting.postpone(QUEUE, [project]))).toEqual([
    true,
    true,
    true,
  ]);
  expect(looked).toEqual([]);
  vi.runAllTimers();
  expect(looked).toEqual([[QUEUE, ['shop', 'tools']]]);
  expect(resting.postpone(QUEUE, ['shop'])).toBe(false);
});

it('a queue that rests again forgets no task', () => {
  const { resting, looked } = queues();
  resting.rest(QUEUE);
  resting.postpone(QUEUE, ['shop']);
  resting.rest(QUEUE);
  vi.runAllTimers();
  expect(looked).toEqual([[QUEUE, ['shop']]]);
});

it('a queue without new tasks is not looked at', () => {
  const { resting, looked } = queues();
  resting.rest(QUEUE);
  vi.runAllTimers();
  expect(looked).toEqual([]);
});
