import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { runnerContract, runnerContractPlugin } from '../runner-contract/index.ts';
import type { BaseTask } from '../task/task.ts';
import { TaskExecutor } from './task-executor.ts';

it('announces its handlers once, before the first task', async () => {
  const executor = new TaskExecutor({ plugins: [runnerContractPlugin], homeFolder: tmpdir() });
  const reported: string[] = [];
  executor.on('handler-registered', ({ type }) => reported.push(type));
  executor.on('task-started', () => reported.push('task-started'));
  const task = { id: '1', type: 'contract-echo', projectId: 'project', projectPath: tmpdir(), value: 1 };
  await executor.execute(task);
  await executor.close();
  expect(reported).toEqual([...runnerContractPlugin.handlers.map(({ type }) => type), 'task-started']);
});

it('takes a task that is typed by an interface, and options that may be undefined', async () => {
  interface EchoTask extends BaseTask {
    readonly value: number;
  }
  const executor = new TaskExecutor({
    timeout: undefined,
    plugins: [runnerContractPlugin],
    homeFolder: tmpdir(),
  });
  const task: EchoTask = {
    id: '1',
    type: 'contract-echo',
    projectId: 'project',
    projectPath: tmpdir(),
    value: 1,
  };
  expect((await executor.execute(task, { signal: undefined }))['value']).toBe(1);
  await executor.close();
});

describe('the runner contract', () => {
  const plugins = [runnerContractPlugin];
  it.each(runnerContract((options) => new TaskExecutor({ ...options, plugins })))('$title', ({ run }) =>
    run(),
  );
});
