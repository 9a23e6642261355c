import { describe, it } from 'vitest';
import { survivesFlood } from './flood.ts';

describe('a flood of progress in sandboxes', () => {
  it('arrives whole and in order, while tasks of others go on', async () => {
    await survivesFlood('sandbox');
  }, 120_000);
});
