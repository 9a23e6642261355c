import { type ContractTest, fail } from '../contract-test.ts';

export const leavesNoProcess: ContractTest = {
  title: 'process: leaves no process running',
  async verify(context) {
    for (const [name, { left }] of await context.allTrials()) {
      if (left.length === 0) continue;
      const shown = left.map(({ pid, command }) => `${command} (${pid})`).join(', ');
      fail(
        `The handler leaves a process running (${name}): ${shown}. The suite has ended it. ` +
          'Start commands by the service CommandRunner, which ends them with the task.',
      );
    }
  },
};

export const leavesNothingOpen: ContractTest = {
  title: 'open: leaves nothing open',
  async verify(context) {
    for (const [name, { open, abandoned }] of await context.allTrials()) {
      // What goes on working has something open, which is another test's matter.
      if (open.length === 0 || abandoned) continue;
      fail(
        `The handler leaves a handle open (${name}): ${[...new Set(open)].join(', ')}. ` +
          'Close it in a finally block, or in the dispose() of the service that it belongs to.',
      );
    }
  },
};
