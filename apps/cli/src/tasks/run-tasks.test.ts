import { tmpdir } from 'node:os';
import { type ErrorCode, type Task, TaskError, TaskExecutor } from '@poppobuilder/core';
import { afterAll, describe, expect, it } from 'vitest';
import { runTasks } from './run-tasks.ts';

const runner = new TaskExecutor();
runner.registerTaskHandler('done', async () => ({ success: true }));
runner.registerTaskHandler('fail', async ({ code }) => {
  throw new TaskError({ code: code as ErrorCode, message: 'It failed.' });
});
afterAll(() => runner.close());

/** `done`, `refused` for a type that nobody knows, or the code that a task fails with. */
const taskFor = (kind: string, index: number): Task => {
  const place = { id: `task-${index}`, projectId: 'demo', projectPath: tmpdir() };
  return ['done', 'refused'].includes(kind)
    ? { ...place, type: kind }
    : { ...place, type: 'fail', code: kind };
};

describe('the exit code of several tasks', () => {
  it.each([
    [0, ['done', 'done']],
    [1, ['done', 'HANDLER_FAILED', 'done']],
    [1, ['refused', 'COMMAND_FAILED']],
    [2, ['done', 'refused']],
    [1, ['done', 'INVALID_PROJECT_PATH']],
    [124, ['TASK_TIMEOUT', 'HANDLER_FAILED']],
    [130, ['TASK_TIMEOUT', 'TASK_CANCELLED', 'HANDLER_FAILED']],
    [1, ['@acme/lint/TOO_MANY']],
  ])('is %d after %j', async (exitCode, kinds) => {
    expect(await runTasks(kinds.map(taskFor), runner, new AbortController().signal)).toBe(exitCode);
  });

  it('is 130 when all were cancelled before they began, and leaves no listener behind', async () => {
    expect(await runTasks(['done', 'done'].map(taskFor), runner, AbortSignal.abort())).toBe(130);
    expect(await runTasks(['done'].map(taskFor), runner, new AbortController().signal)).toBe(0);
  });
});

it('tasks run in order, one after the other', async () => {
  const order: string[] = [];
  const onStart = ({ task }: { task: Task }): unknown => order.push(`${task.id} starts`);
  const onEnd = ({ task }: { task: Task }): unknown => order.push(`${task.id} ends`);
  runner.on('task-started', onStart);
  runner.on('task-completed', onEnd);
  await runTasks(['done', 'done'].map(taskFor), runner, new AbortController().signal);
  runner.off('task-started', onStart);
  runner.off('task-completed', onEnd);
  expect(order).toEqual(['task-0 starts', 'task-0 ends', 'task-1 starts', 'task-1 ends']);
});
