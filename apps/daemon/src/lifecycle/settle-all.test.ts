import { expect, it } from 'vitest';
import { settleAll } from './settle-all.ts';

it('of a configuration that is refused nothing is being applied any more when that is told', async () => {
  const ended: string[] = [];
  const slow = Promise.withResolvers<void>();
  const applying = settleAll([
    Promise.reject(new Error('refused')),
    slow.promise.then(() => ended.push('slow')),
  ]).catch((error: unknown) => ended.push((error as Error).message));
  await Promise.resolve();
  slow.resolve();
  await applying;
  expect(ended).toEqual(['slow', 'refused']);
});
