import { describe, it } from 'vitest';
import { ROUNDS } from './settings.ts';
import { survivesKilling } from './survives-killing.ts';

describe.runIf(process.platform === 'linux')('a pool in sandboxes', () => {
  it(
    'leaves no process, no open end and no broken next task, whatever is killed when',
    async () => {
      await survivesKilling('sandbox');
    },
    60_000 + ROUNDS * 2_000,
  );
});
