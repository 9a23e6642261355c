import { type ErrorCode, type Task, TaskError } from '@poppobuilder/core';
import { describe, expect, it } from 'vitest';
import { runTasks } from './run-tasks.ts';

const tasks = (...ids: string[]): Task[] =>
  ids.map((id) => ({ id, type: 'lint', projectId: 'demo', projectPath: '/project' }));

/** A runner whose tasks fail with the code that is their id. */
const runner = {
  async execute({ id }: Task): Promise<{ success: true }> {
    if (id === 'done') return { success: true };
    throw new TaskError({ code: id as ErrorCode, message: 'It failed.' });
  },
};

describe('the exit code of several tasks', () => {
  it.each([
    [0, ['done', 'done']],
    [1, ['done', 'HANDLER_FAILED', 'done']],
    [1, ['INVALID_CONFIG', 'COMMAND_FAILED']],
    [2, ['done', 'INVALID_CONFIG']],
    [124, ['TASK_TIMEOUT', 'HANDLER_FAILED']],
    [130, ['TASK_TIMEOUT', 'TASK_CANCELLED', 'HANDLER_FAILED']],
    [1, ['@acme/lint/TOO_MANY']],
  ])('is %d after %j', async (exitCode, ids) => {
    expect(await runTasks(tasks(...ids), runner, new AbortController().signal)).toBe(exitCode);
  });
});

it('hands the signal to every task, one after the other', async () => {
  const { signal } = new AbortController();
  const order: string[] = [];
  const watching = {
    async execute({ id }: Task, options?: { signal?: AbortSignal }): Promise<{ success: true }> {
      expect(options?.signal).toBe(signal);
      order.push(`${id} starts`);
      await Promise.resolve();
      order.push(`${id} ends`);
      return { success: true };
    },
  };
  await runTasks(tasks('a', 'b'), watching, signal);
  expect(order).toEqual(['a starts', 'a ends', 'b starts', 'b ends']);
});
