import { describe, expect, inject, it } from 'vitest';
import { badHandlers, endsAlone, SMALL_LIMITS } from './bad-handlers.ts';

describe.each(inject('isolationModes'))('isolation mode %s ends only the task that caused it:', (mode) => {
  it.each(badHandlers)(
    '$title',
    async (bad) => {
      expect(await endsAlone(mode, SMALL_LIMITS, bad)).toMatch(bad.message);
    },
    60_000,
  );
});
