import type { Task } from '@poppobuilder/core';
import { TaskEventEmitter } from '@poppobuilder/core/runner-kit';
import { expect, it } from 'vitest';
import { Database } from '../database/database.ts';
import { schemaNames } from '../schema/names.ts';
import { newTaskId } from '../job/job-id.ts';
import { Recorder } from './recorder.ts';

it('reports once that it drops entries because too many wait for the database', async () => {
  const runner = new TaskEventEmitter(() => undefined);
  const database = new Database({ connection: { host: '/nowhere' }, timeout: 0 });
  const tasks = ['a', 'b', 'c'].map((id): Task => ({ id, type: 'log', projectId: 'p', projectPath: '/' }));
  const attempts = new Map(tasks.map(({ id }) => [id, { jobId: newTaskId(), attempt: 1 }]));
  const problems: unknown[] = [];
  const recorder = new Recorder({
    database,
    names: schemaNames('nowhere'),
    runner,
    find: (id) => attempts.get(id),
    onWritten: () => undefined,
    onError: (error) => problems.push(error),
  });
  for (const task of tasks) {
    for (let line = 0; line < 9_000; line += 1) runner.emit('log', { task, level: 'info', message: 'x' });
  }
  expect(problems).toMatchObject([
    { code: 'DATABASE_UNAVAILABLE', message: expect.stringContaining('20000 log entries') as string },
  ]);
  await expect(recorder.write()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  await recorder.close();
  await database.close();
});

it('keeps at most 48 MiB of the entries of an attempt', async () => {
  const runner = new TaskEventEmitter(() => undefined);
  const written: string[] = [];
  const query = async (_text: string, [json]: readonly unknown[] = []): Promise<readonly never[]> => {
    const entries = JSON.parse(String(json)) as readonly { readonly data: { readonly message: string } }[];
    written.push(...entries.map(({ data }) => data.message.slice(0, 60)));
    return [];
  };
  const database = { retryWhileUnavailable: async <T>(operation: () => Promise<T>) => operation() };
  const task: Task = { id: 'a', type: 'log', projectId: 'p', projectPath: '/' };
  const attempt = { jobId: newTaskId(), attempt: 1 };
  const recorder = new Recorder({
    database: { ...database, tasks: { withTimeout: () => ({ query }) } } as never,
    names: schemaNames('nowhere'),
    runner,
    find: () => attempt,
    onWritten: () => undefined,
    onError: () => undefined,
  });
  for (let line = 0; line < 60; line += 1) {
    runner.emit('log', { task, level: 'info', message: String(line).padEnd(1_024 * 1_024) });
  }
  await recorder.close();
  expect(written).toHaveLength(48);
  expect(written.at(-1)).toContain('Further log entries are dropped');
});
