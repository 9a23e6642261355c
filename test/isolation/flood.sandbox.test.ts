import { describe, expect, it } from 'vitest';
import { survivesFlood, WHOLE } from './flood.ts';

describe('a flood of progress in sandboxes', () => {
  it('arrives whole and in order, while tasks of others go on', async () => {
    expect(await survivesFlood('sandbox')).toEqual(WHOLE);
  }, 120_000);
});
