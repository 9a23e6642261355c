import type { ExecuteOptions, TaskResult } from '@poppobuilder/core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DeliveryBursts } from './delivery-bursts.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Handling {
  readonly bursts: DeliveryBursts;
  /** Ids of the deliveries that are being handled. */
  readonly handled: string[];
  readonly handle: (id: string, options?: ExecuteOptions) => Promise<TaskResult>;
}

function handling(): Handling {
  const bursts = new DeliveryBursts();
  const handled: string[] = [];
  const handle = async (id: string, options: ExecuteOptions = {}): Promise<TaskResult> => {
    const task = { id, type: 'trigger:github', projectId: 'shop' };
    return bursts.middleware(
      task as never,
      async () => {
        handled.push(id);
        return { success: true };
      },
      options,
    );
  };
  return { bursts, handled, handle };
}

it('a delivery that comes alone is handled at once', async () => {
  const { bursts, handled, handle } = handling();
  bursts.note('a');
  await handle('a');
  expect(handled).toEqual(['a']);
});

it('an event that is no delivery is handled at once', async () => {
  const { bursts, handled, handle } = handling();
  bursts.note('a');
  await handle('a poll');
  expect(handled).toEqual(['a poll']);
});

it('a delivery is handled when no other one has come for a moment', async () => {
  const { bursts, handled, handle } = handling();
  bursts.note('a');
  bursts.note('b');
  const done = handle('a');
  await vi.advanceTimersByTimeAsync(15);
  bursts.note('c');
  await vi.advanceTimersByTimeAsync(15);
  expect(handled).toEqual([]);
  await vi.advanceTimersByTimeAsync(5);
  expect(handled).toEqual(['a']);
  await done;
});

it('a burst without an end keeps no delivery from being handled', async () => {
  const { bursts, handled, handle } = handling();
  bursts.note('first');
  const done = handle('first');
  const started = performance.now();
  for (let count = 0; !handled.includes('first'); count += 1) {
    bursts.note(`later ${count}`);
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(performance.now() - started).toBeLessThanOrEqual(2_010);
  await done;
});

it('a delivery that is to stop waits no longer', async () => {
  const { bursts, handled, handle } = handling();
  bursts.note('a');
  bursts.note('b');
  const controller = new AbortController();
  const done = handle('a', { signal: controller.signal });
  controller.abort();
  await vi.advanceTimersByTimeAsync(20);
  expect(handled).toEqual(['a']);
  await done;
});
