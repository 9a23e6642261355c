import { describe, inject } from 'vitest';
import { behavesAsAPool } from './pool-behaviour.ts';

describe.each(inject('isolationModes'))('a pool in isolation mode %s', (mode) => {
  behavesAsAPool(mode);
});
