import { describe, it } from 'vitest';
import { badHandlers, endsAlone, SMALL_LIMITS } from './bad-handlers.ts';

describe('in sandboxes, its own task and no other is ended by', () => {
  it.each(badHandlers)(
    '$title',
    async (bad) => {
      await endsAlone('sandbox', SMALL_LIMITS, bad);
    },
    60_000,
  );
});
