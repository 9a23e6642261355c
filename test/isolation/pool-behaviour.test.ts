import { describe } from 'vitest';
import { behavesAsAPool } from './pool-behaviour.ts';

describe('in processes alone', () => {
  behavesAsAPool('process');
});
