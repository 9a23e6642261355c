import { describe, it } from 'vitest';
import { badHandlers, endsAlone, SMALL_LIMITS } from './bad-handlers.ts';

describe('in processes alone, its own task and no other is ended by', () => {
  it.each(badHandlers)(
    '$title',
    async (bad) => {
      await endsAlone('process', SMALL_LIMITS, bad);
    },
    60_000,
  );
});
