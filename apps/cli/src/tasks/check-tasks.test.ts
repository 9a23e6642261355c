import { TaskError } from '@poppobuilder/core';
import { describe, expect, it } from 'vitest';
import { checkTasks } from './check-tasks.ts';

const executor = {
  validate(task: unknown): void {
    if (typeof task === 'object' && task !== null) return;
    throw new TaskError({ code: 'INVALID_TASK', message: 'The task is no object.', hint: 'Make it one.' });
  },
};

describe('checking the tasks of a file', () => {
  it('finds nothing wrong with good tasks', async () => {
    expect(await checkTasks({ tasks: [{ id: 'a' }, { id: 'b' }], isArray: true }, executor)).toEqual([]);
  });

  it('names the place of every bad task, counted from 1', async () => {
    const refusals = await checkTasks({ tasks: [null, { id: 'b' }, 5], isArray: true }, executor);
    expect(refusals.map(({ error, task }) => [task?.index, error.message, error.hint])).toEqual([
      [0, 'Task 1: The task is no object.', 'Make it one.'],
      [2, 'Task 3: The task is no object.', 'Make it one.'],
    ]);
  });

  it('names no place when the file holds one task alone', async () => {
    const [refusal] = await checkTasks({ tasks: [null], isArray: false }, executor);
    expect(refusal).toMatchObject({
      task: { index: undefined },
      error: { message: 'The task is no object.' },
    });
  });

  it('refuses an id that an earlier task has', async () => {
    const tasks = [{ id: 'a' }, { id: 'b' }, { id: 'a', type: 'lint' }];
    expect(await checkTasks({ tasks, isArray: true }, executor)).toMatchObject([
      {
        task: { index: 2, id: 'a', type: 'lint' },
        error: {
          code: 'INVALID_TASK',
          message: expect.stringContaining('Task 3: Its id is already used by task 1'),
        },
      },
    ]);
  });

  it('waits for a check that takes its time', async () => {
    const patient = {
      validate: async (task: unknown) => Promise.resolve(task).then((given) => executor.validate(given)),
    };
    expect(await checkTasks({ tasks: [null, {}], isArray: true }, patient)).toHaveLength(1);
  });

  it('lets a failure of the check itself through', async () => {
    const broken = {
      validate: () => {
        throw new TypeError('broken');
      },
    };
    await expect(checkTasks({ tasks: [{}], isArray: false }, broken)).rejects.toThrow(TypeError);
  });
});
