import { describe } from 'vitest';
import { descriptorFacts } from './descriptor-facts.ts';

describe('tasks in a sandbox', { timeout: 60_000 }, () => {
  // Bubblewrap, the first process and the worker; the same for the command.
  descriptorFacts({ mode: 'sandbox', processes: 6 });
});
