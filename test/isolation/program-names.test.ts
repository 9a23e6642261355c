import { describe } from 'vitest';
import { programNameFacts } from './program-names.ts';

describe.runIf(process.platform === 'linux')('commands in a process alone', { timeout: 30_000 }, () => {
  programNameFacts('process');
});
