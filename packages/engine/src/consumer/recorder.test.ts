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
