import { describe, expect, inject, it } from 'vitest';
import { survivesKilling, UNHARMED } from './survives-killing.ts';

describe.runIf(process.platform === 'linux')('a pool whose processes are killed at random moments', () => {
  it.each(inject('isolationModes'))(
    'leaves no process behind, reports one outcome for each task, and runs the next task in isolation mode %s',
    async (mode) => {
      expect(await survivesKilling(mode)).toEqual(UNHARMED);
    },
    60_000 + inject('counts').poolKillRounds * 2_000,
  );
});
