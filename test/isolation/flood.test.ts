import { describe, it } from 'vitest';
import { survivesFlood } from './flood.ts';

describe('a flood of progress in processes alone', () => {
  it('arrives whole and in order, while tasks of others go on', async () => {
    await survivesFlood('process');
  }, 120_000);
});
