import { describe, it } from 'vitest';
import { runnerContract, runnerContractPlugin } from '../runner-contract/index.ts';
import { TaskExecutor } from './task-executor.ts';

describe('the runner contract', () => {
  const plugins = [runnerContractPlugin];
  it.each(runnerContract((options) => new TaskExecutor({ ...options, plugins })))('$title', ({ run }) =>
    run(),
  );
});
