import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TaskError } from '../errors/task-error.ts';
import { TaskExecutor } from './task-executor.ts';
import type { TaskResult } from './task-result.ts';

let projectPath = '';
let executor: TaskExecutor;
beforeEach(() => {
  projectPath = realpathSync(mkdtempSync(join(tmpdir(), 'ending-')));
  executor = new TaskExecutor({ homeFolder: join(projectPath, 'home'), grace: 20 });
});
afterEach(async () => {
  await executor.close();
  rmSync(projectPath, { recursive: true });
});

const run = (fields: Record<string, unknown> = {}): Promise<TaskResult> =>
  executor.execute({ id: '1', type: 'test', projectId: 'project', projectPath, ...fields });

function logLines(): Record<string, unknown>[] {
  const folder = join(projectPath, '.poppo', 'logs');
  const [name = ''] = existsSync(folder) ? readdirSync(folder) : [];
  if (name === '') return [];
  const lines = readFileSync(join(folder, name), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('a handler that is stopped', () => {
  it.each([
    ['its own cost', 'TASK_TIMEOUT', { code: 'TASK_TIMEOUT', costUsd: 0.5 }],
    [
      'a failure',
      'HANDLER_FAILED',
      { code: 'TASK_TIMEOUT', message: 'The task ran longer than its timeout of 10 ms.' },
    ],
  ] as const)(
    'may add details to the outcome that was requested, but not change it: %s',
    async (_what, code, expected) => {
      executor.registerTaskHandler('test', async (_task, { signal }) => {
        await once(signal, 'abort');
        throw Object.assign(new TaskError({ code, message: 'It took too long.' }), { costUsd: 0.5 });
      });
      await expect(run({ timeout: 10 })).rejects.toMatchObject(expected);
    },
  );
});

describe('an abandoned handler', () => {
  it.each([
    ['result', (resolve: (value: unknown) => void) => resolve({ success: true, late: 'yes' }), 'value'],
    ['rejection', (_: unknown, reject: (error: Error) => void) => reject(new Error('late')), 'error'],
  ] as const)('has its late %s in the log, not in the process', async (_what, end, field) => {
    const late = Promise.withResolvers<TaskResult>();
    executor.registerTaskHandler('test', () => late.promise);
    await expect(run({ timeout: 10 })).rejects.toThrow(
      'did not stop within the grace of 20 ms and was abandoned',
    );
    end(late.resolve as (value: unknown) => void, late.reject);
    await late.promise.catch(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    expect(logLines().at(-1)).toMatchObject({
      msg: expect.stringContaining('abandoned') as string,
      taskId: '1',
    });
    expect(logLines().at(-1)).toHaveProperty(field);
  });

  it('sends no event after the last one', async () => {
    const late = Promise.withResolvers<undefined>();
    const ended = Promise.withResolvers<undefined>();
    const events: string[] = [];
    for (const name of ['progress', 'log', 'task-failed', 'context-cleaned'] as const) {
      executor.on(name, () => events.push(name));
    }
    executor.registerTaskHandler('test', async (_task, { progress, logger }) => {
      await late.promise;
      progress('late', 'too late');
      logger.info('too late');
      ended.resolve(undefined);
      return { success: true };
    });
    await expect(run({ timeout: 10 })).rejects.toMatchObject({ code: 'TASK_TIMEOUT' });
    late.resolve(undefined);
    await ended.promise;
    expect(events).toEqual(['task-failed', 'context-cleaned']);
  });
});

describe('the log of a project', () => {
  it('has JSON lines with the task, masked, and keeps itself out of git', async () => {
    executor.registerTaskHandler('test', async (_task, { logger }) => {
      logger.warn({ error: new Error('x rgp_long_token'), count: 2 }, 'told rgp_long_token');
      return { success: true };
    });
    await run({ projectConfig: { registryToken: 'rgp_long_token' } });
    const [line] = logLines();
    expect(line).toMatchObject({
      level: 40,
      msg: 'told [REDACTED]',
      taskId: '1',
      taskType: 'test',
      count: 2,
    });
    expect(JSON.stringify(line)).not.toContain('rgp_long_token');
    expect(readFileSync(join(projectPath, '.poppo', '.gitignore'), 'utf8')).toBe('*\n!config.json\n');
  });

  it('has the stack of what a handler threw, with its causes; events and errors have none', async () => {
    executor.registerTaskHandler('test', async () => {
      throw new RangeError('outer', { cause: new TypeError('inner') });
    });
    const error: unknown = await run().catch((reason: unknown) => reason);
    const [line] = logLines() as { error: { stack: string; cause: { stack: string } } }[];
    expect(line?.error.stack).toMatch(/^RangeError: outer\n +at /);
    expect(line?.error.cause.stack).toMatch(/^TypeError: inner\n +at /);
    expect(JSON.stringify(error)).not.toMatch(/\n +at /);
  });

  it('and every event mask what the task itself carries under a secret name', async () => {
    const reported: unknown[] = [];
    for (const name of ['task-started', 'log', 'progress', 'task-failed'] as const) {
      executor.on(name, (payload) => reported.push(payload));
    }
    const secret = 'value-of-the-task';
    executor.registerTaskHandler('test', async (_task, { logger, progress }) => {
      logger.info({ secret }, secret);
      progress('execute', secret, { secret });
      throw new Error(secret);
    });
    const error: unknown = await run({ options: { env: { API_TOKEN: secret } } }).catch(
      (reason: unknown) => reason,
    );
    expect(JSON.stringify([reported, error, logLines()])).not.toContain(secret);
    expect(reported).toHaveLength(4);
  });

  it('is not created for a task that logs nothing or is rejected', async () => {
    executor.registerTaskHandler('test', async () => ({ success: true }));
    await run();
    await expect(run({ timeout: 'soon' })).rejects.toMatchObject({ code: 'INVALID_TASK' });
    expect(readdirSync(projectPath)).toEqual([]);
  });
});

describe('validating', () => {
  it('throws what execute would reject with, and runs nothing', async () => {
    executor.registerTaskHandler('test', async () => expect.unreachable('it ran'));
    const task = { id: '1', type: 'test', projectId: 'project', projectPath };
    executor.validate(task);
    expect(() => executor.validate({ ...task, type: 'text' })).toThrow('there are test');
    expect(() => executor.validate({ ...task, projectConfig: { language: 5 } })).toThrow(
      'projectConfig.language',
    );
    expect(() => executor.validate({ ...task, projectId: undefined, projectPath: 7 })).toThrow(
      'projectId: is missing; projectPath: expected string, received number',
    );
    expect(executor.getMetrics().overall.tasksRejected).toBe(0);
  });
});
