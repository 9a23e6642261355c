import { describe } from 'vitest';
import { programNameFacts } from './program-names.ts';

describe('commands in a sandbox', { timeout: 30_000 }, () => {
  programNameFacts('sandbox');
});
