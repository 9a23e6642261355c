import { describe } from 'vitest';
import { descriptorFacts } from './descriptor-facts.ts';

describe.runIf(process.platform === 'linux')('tasks in process', { timeout: 60_000 }, () => {
  descriptorFacts({ mode: 'in-process', processes: 1 });
});

describe.runIf(process.platform === 'linux')('tasks in a process alone', { timeout: 60_000 }, () => {
  // The worker, its command and the guardian.
  descriptorFacts({ mode: 'process', processes: 3 });
});
