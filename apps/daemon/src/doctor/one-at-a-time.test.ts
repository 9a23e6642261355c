import { expect, it } from 'vitest';
import { oneAtATime } from './one-at-a-time.ts';

it('however many ask at the same time, what the daemon needs is tried once', async () => {
  const gate = Promise.withResolvers<void>();
  let count = 0;
  const examine = oneAtATime(async () => {
    count += 1;
    await gate.promise;
    return count;
  });
  const asked = [examine(), examine(), examine()];
  gate.resolve();
  expect(await Promise.all(asked)).toEqual([1, 1, 1]);
  expect(await examine()).toBe(2);
});

it('an examination that failed is tried again', async () => {
  const results = [Promise.reject(new Error('No.')), Promise.resolve('fine')];
  const examine = oneAtATime(async () => results.shift());
  await expect(examine()).rejects.toThrow('No.');
  expect(await examine()).toBe('fine');
});
