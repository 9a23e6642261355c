import { describe } from 'vitest';
import { behavesAsAPool } from './pool-behaviour.ts';

describe('in sandboxes', () => {
  behavesAsAPool('sandbox');
});
