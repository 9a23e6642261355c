import { afterEach, expect, test, vi } from 'vitest';
import { BackgroundWork } from './background-work.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('work of the background runs one after another, also after a failure', async () => {
  const background = new BackgroundWork();
  const first = Promise.withResolvers<void>();
  const steps: string[] = [];
  const failing = background.run(async () => {
    steps.push('first starts');
    await first.promise;
    steps.push('first fails');
    throw new Error('It failed.');
  });
  const others = ['second', 'third'].map(async (name) => background.run(async () => steps.push(name)));
  first.resolve();
  await expect(failing).rejects.toThrow('It failed.');
  await Promise.all(others);
  expect(steps).toEqual(['first starts', 'first fails', 'second', 'third']);
  await expect(background.run(async () => 'a result')).resolves.toBe('a result');
});

test('work that does not end delays the next by 50 ms', async () => {
  vi.useFakeTimers();
  const background = new BackgroundWork();
  void background.run(async () => new Promise(() => undefined));
  const next = vi.fn<() => Promise<void>>(async () => undefined);
  const done = background.run(next);
  await vi.advanceTimersByTimeAsync(49);
  expect(next).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  await done;
  expect(next).toHaveBeenCalledOnce();
});
