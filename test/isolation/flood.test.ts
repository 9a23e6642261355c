import { describe, expect, inject, it } from 'vitest';
import { survivesFlood, WHOLE } from './flood.ts';

describe('a flood of progress events', () => {
  it.each(inject('isolationModes'))(
    'arrives complete and in order while other tasks continue, in isolation mode %s',
    async (mode) => {
      expect(await survivesFlood(mode)).toEqual(WHOLE);
    },
    120_000,
  );
});
