import { describe, expect, it } from 'vitest';
import { badHandlers, endsAlone, SMALL_LIMITS } from './bad-handlers.ts';

describe('in processes alone, its own task and no other is ended by', () => {
  it.each(badHandlers)(
    '$title',
    async (bad) => {
      expect(await endsAlone('process', SMALL_LIMITS, bad)).toMatch(bad.message);
    },
    60_000,
  );
});
