import { describe, expect, inject, it } from 'vitest';
import { keepsProjectsApart } from './two-projects.ts';

describe('two projects', () => {
  it.each(inject('isolationModes'))(
    "do not see each other's globals, modules, environment, listeners and files in isolation mode %s",
    async (mode) => {
      expect(await keepsProjectsApart(mode)).toEqual([]);
    },
    120_000,
  );
});
