import { describe, expect, it } from 'vitest';
import { retryWhileBusy } from './retry-while-busy.ts';

const busy = (errcode = 5): Error => Object.assign(new Error('database is locked'), { errcode });

describe('SQL that finds the database locked', () => {
  it.each([5, 261, 517])('runs again until it is free (error code %i)', async (errcode) => {
    let tries = 0;
    const run = (): string => {
      tries += 1;
      if (tries < 3) throw busy(errcode);
      return 'done';
    };
    expect(await retryWhileBusy(run)).toBe('done');
    expect(tries).toBe(3);
  });

  it('rejects with a retryable error when the lock is held for too long', async () => {
    const error = busy();
    const run = (): never => {
      throw error;
    };
    await expect(retryWhileBusy(run, 20)).rejects.toMatchObject({
      code: 'COMPONENT_FAILED',
      component: 'StateStore',
      retryable: true,
      message: "Another process has held the lock of the project's state for more than 20 ms.",
      cause: error,
    });
  });
});

describe('SQL that fails otherwise', () => {
  it.each([undefined, 1])('is not run again (error code %s)', async (errcode) => {
    let tries = 0;
    const run = (): never => {
      tries += 1;
      throw Object.assign(new Error('no such table'), { errcode });
    };
    await expect(retryWhileBusy(run)).rejects.toThrow('no such table');
    expect(tries).toBe(1);
  });
});
