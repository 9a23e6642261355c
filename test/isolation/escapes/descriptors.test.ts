import { describe, inject } from 'vitest';
import { testDescriptors } from './test-descriptors.ts';

/** The processes of a task: the worker, its command and the guardian; in a sandbox bubblewrap and its first process twice. */
const PROCESSES = { 'in-process': 1, process: 3, sandbox: 6 };

describe.runIf(process.platform === 'linux').each(['in-process', ...inject('isolationModes')] as const)(
  'tasks run by %s',
  { timeout: 60_000 },
  (mode) => {
    testDescriptors({ mode, processes: PROCESSES[mode] });
  },
);
