import { describe, expect, it } from 'vitest';
import { ROUNDS } from './settings.ts';
import { survivesKilling, UNHARMED } from './survives-killing.ts';

describe.runIf(process.platform === 'linux')('a pool in sandboxes', () => {
  it(
    'leaves no process, no open end and no broken next task, whatever is killed when',
    async () => {
      expect(await survivesKilling('sandbox')).toEqual(UNHARMED);
    },
    60_000 + ROUNDS * 2_000,
  );
});
