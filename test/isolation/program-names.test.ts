import { describe, inject } from 'vitest';
import { testProgramNames } from './program-names.ts';

describe.runIf(process.platform === 'linux').each(inject('isolationModes'))(
  'commands in isolation mode %s',
  { timeout: 30_000 },
  (mode) => {
    testProgramNames(mode);
  },
);
