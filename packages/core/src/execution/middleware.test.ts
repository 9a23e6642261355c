import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TaskError } from '../errors/task-error.ts';
import { definePlugin } from '../plugin/define-plugin.ts';
import { type TaskMiddleware, withMiddleware } from './middleware.ts';
import { TaskExecutor } from './task-executor.ts';
import type { TaskResult } from './task-result.ts';

let projectPath = '';
beforeAll(() => {
  projectPath = realpathSync(mkdtempSync(`${tmpdir()}/middleware-`));
});
afterAll(() => rmSync(projectPath, { recursive: true }));

function executorWith(...middleware: TaskMiddleware[]): TaskExecutor {
  const plugins = [definePlugin({ name: 'layers', apiVersion: 1, middleware })];
  const executor = new TaskExecutor({ plugins, homeFolder: `${projectPath}/home` });
  executor.registerTaskHandler('ok', async () => ({ success: true, from: 'handler' }));
  executor.registerTaskHandler('bad', async () => Promise.reject(new Error('the handler failed')));
  return executor;
}

const run = (executor: Pick<TaskExecutor, 'execute'>, type = 'ok'): Promise<TaskResult> =>
  executor.execute({ id: '1', type, projectId: 'project', projectPath });

describe('middleware of plugins', () => {
  it('wraps the handler, the first outermost', async () => {
    const reported: string[] = [];
    const layer =
      (name: string): TaskMiddleware =>
      async (_task, _context, next) => {
        reported.push(`+${name}`);
        const result = await next();
        reported.push(`-${name}`);
        return result;
      };
    await run(executorWith(layer('a'), layer('b')));
    expect(reported).toEqual(['+a', '+b', '-b', '-a']);
  });

  it('may answer in place of the handler, and may change its result', async () => {
    const answer: TaskMiddleware = async () => ({ success: true, from: 'middleware' });
    const change: TaskMiddleware = async (_task, _context, next) => ({
      ...((await next()) as object),
      more: 1,
    });
    expect(await run(executorWith(change, answer))).toEqual({ success: true, from: 'middleware', more: 1 });
  });

  it('that has a defect is named in the log', async () => {
    const reported: string[] = [];
    const executor = executorWith(async () => Promise.reject(new Error('a defect')));
    executor.on('log', ({ message }) => reported.push(message));
    await run(executor);
    expect(reported).toEqual(['a middleware of layers has a defect and was skipped: a defect']);
  });

  it('rejects a task by throwing a TaskError', async () => {
    const refuse: TaskMiddleware = async () => {
      throw new TaskError({ code: 'BUDGET_EXCEEDED', message: 'The budget of this month is used up.' });
    };
    await expect(run(executorWith(refuse))).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED', taskId: '1' });
  });

  it.each<[title: string, middleware: TaskMiddleware]>([
    ['before the handler', async () => Promise.reject(new Error('a defect'))],
    [
      'synchronously',
      () => {
        throw new TypeError('a defect');
      },
    ],
    [
      'after the handler',
      async (_task, _context, next) => {
        await next();
        throw new Error('a defect');
      },
    ],
  ])(
    'that has a defect %s changes neither a result nor an error, and the handler runs once',
    async (_title, defect) => {
      const executor = executorWith(defect);
      expect(await run(executor)).toEqual({ success: true, from: 'handler' });
      await expect(run(executor, 'bad')).rejects.toMatchObject({
        code: 'HANDLER_FAILED',
        message: 'The handler failed: the handler failed.',
      });
      expect(executor.getMetrics().overall.tasksExecuted).toBe(2);
    },
  );
});

describe('withMiddleware', () => {
  it('stands in front of any runner and may answer without it', async () => {
    const inner = executorWith();
    const runner = withMiddleware(inner, async (task, next) =>
      task.type === 'cached' ? { success: true, from: 'cache' } : next(task),
    );
    expect((await run(runner, 'cached'))['from']).toBe('cache');
    expect((await run(runner))['from']).toBe('handler');
    expect(runner.getMetrics().overall.tasksExecuted).toBe(1);
    await runner.close();
  });
});
