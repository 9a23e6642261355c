import { expect, it, vi } from 'vitest';
import { Database } from './database.ts';

const refused = (): Error => Object.assign(new Error('connect ENOENT /nowhere'), { code: 'ENOENT' });

it('rejects with DATABASE_UNAVAILABLE when the database stays unavailable', async () => {
  const database = new Database({ connection: {}, timeout: 20 });
  const operation = async (): Promise<never> => {
    throw refused();
  };
  await expect(database.retryWhileUnavailable(operation)).rejects.toMatchObject({
    code: 'DATABASE_UNAVAILABLE',
    message: 'The database cannot be reached: connect ENOENT /nowhere.',
  });
  await database.close();
});

it('does not repeat an operation that failed for another reason', async () => {
  const database = new Database({ connection: {} });
  const operation = vi.fn<() => Promise<never>>().mockRejectedValue(new TypeError('no function'));
  await expect(database.retryWhileUnavailable(operation)).rejects.toThrow(new TypeError('no function'));
  expect(operation).toHaveBeenCalledOnce();
  await database.close();
});
