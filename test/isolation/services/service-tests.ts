import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Task, TaskError, type TaskEvents } from '@poppobuilder/core';
import { WorkerPool } from '@poppobuilder/worker-pool';
import { TemporaryProject } from '../../support/temporary-project.ts';
import { builtPlugin } from '../../support/built-plugin.ts';

const PLUGIN = builtPlugin(new URL('services-plugin.ts', import.meta.url));

interface Bench {
  readonly pool: WorkerPool;
  readonly files: TemporaryProject;
  readonly task: (type: string, fields?: object) => Task;
  readonly logs: TaskEvents['log'][];
  readonly progress: TaskEvents['progress'][];
}

type Isolation = 'process' | 'sandbox';

interface ServiceTest {
  readonly title: string;
  readonly run: (isolation: Isolation) => Promise<void>;
}

function defineTest(title: string, test: (bench: Bench, isolation: Isolation) => Promise<void>): ServiceTest {
  return {
    title,
    async run(isolation) {
      await using files = await TemporaryProject.create();
      await using pool = createPool(files, isolation);
      const logs: TaskEvents['log'][] = [];
      const progress: TaskEvents['progress'][] = [];
      pool.on('log', (payload) => void logs.push(payload));
      pool.on('progress', (payload) => void progress.push(payload));
      const task = (type: string, fields: object = {}): Task => ({
        id: type,
        type: `services-${type}`,
        projectId: 'demo',
        projectPath: files.project,
        ...fields,
      });
      await test({ pool, files, task, logs, progress }, isolation);
    },
  };
}

function createPool(files: TemporaryProject, isolation: Isolation): WorkerPool {
  return new WorkerPool({ plugins: [PLUGIN], isolation, homeFolder: files.home, environment: { PATH } });
}

const PATH = process.env['PATH'] ?? '';

/** What services do in a worker as they do in an executor. */
export const serviceTests: readonly ServiceTest[] = [
  defineTest(
    'the state of a project outlives tasks, workers and pools',
    async ({ pool, files, task }, isolation) => {
      assert.equal((await pool.execute(task('state')))['runs'], 1);
      assert.equal((await pool.execute(task('state')))['runs'], 2);
      await pool.close();
      await using another = createPool(files, isolation);
      assert.equal((await another.execute(task('state')))['runs'], 3);
    },
  ),

  defineTest(
    'lines of the log reach the file of the project, masked',
    async ({ pool, files, task, logs, progress }) => {
      const githubToken = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789';
      await pool.execute(task('talk', { secret: githubToken, projectConfig: { githubToken } }));
      const folder = join(files.project, '.poppo', 'logs');
      const [name = ''] = (await readdir(folder)).filter((entry) => entry.endsWith('.log'));
      const lines = (await readFile(join(folder, name), 'utf8')).trimEnd().split('\n');
      const line = lines
        .map((text) => JSON.parse(text) as Record<string, unknown>)
        .find(({ count }) => count === 3);
      assert.equal(line?.['taskId'], 'talk');
      const told = JSON.stringify([line, logs, progress]);
      assert.ok(!told.includes(githubToken), told);
      assert.deepEqual(
        logs.filter(({ message }) => /printed/.test(message)).map(({ stream }) => stream),
        ['stdout'],
      );
      assert.equal(progress.length, 1);
    },
  ),

  defineTest(
    'output that is too long to keep goes to a file of the project',
    async ({ pool, files, task }) => {
      const { truncated, outputFile } = await pool.execute(task('spill'));
      assert.equal(truncated, true);
      assert.equal(String(outputFile).startsWith(join(files.project, '.poppo', 'logs', 'output')), true);
      assert.match(await readFile(String(outputFile), 'utf8'), /^line 0\n[^]*line 1999\n$/);
    },
  ),

  defineTest('a declared secret reaches the worker, and no other', async ({ pool, files, task }) => {
    await files.write(
      'project/.poppo/credentials.json',
      {
        githubToken: 'ghp_abcdefghijklmnopqrstuvwxyz0123456789',
        secrets: { deploy: 'deploy-secret', other: 'other-secret' },
      },
      0o600,
    );
    const { key, credentials } = await pool.execute(task('declared'));
    assert.deepEqual([key, credentials], ['has it', ['deploy']]);
  }),

  defineTest('a service whose secret was not declared is PERMISSION_DENIED', async ({ pool, task }) => {
    await assert.rejects(pool.execute(task('undeclared')), (error) => {
      assert.ok(TaskError.is(error));
      assert.deepEqual([error.code, error.component], ['PERMISSION_DENIED', 'Deploy']);
      assert.match(error.message, /deploy/);
      return true;
    });
  }),

  defineTest('a project denies what a handler declared', async ({ pool, task }) => {
    const projectConfig = { permissions: { commands: false } };
    await assert.rejects(pool.execute(task('spill', { projectConfig })), (error) => {
      assert.ok(TaskError.is(error));
      assert.equal(error.code, 'PERMISSION_DENIED');
      return true;
    });
  }),

  defineTest('variables of the agent reach no handler without the secret', async ({ pool, task }) => {
    const environment = { ANTHROPIC_API_KEY: 'sk-ant-of-the-agent' };
    const projectConfig = { language: 'de', agent: { environment } };
    const { seen } = await pool.execute(task('config', { projectConfig }));
    assert.match(String(seen), /"language":"de"/);
    assert.ok(!String(seen).includes('ANTHROPIC_API_KEY'), String(seen));
  }),

  defineTest('a cancelled task whose worker dies of it was cancelled', async ({ pool, task, progress }) => {
    const cancelled: TaskEvents['task-cancelled'][] = [];
    pool.on('task-cancelled', (payload) => void cancelled.push(payload));
    pool.on('progress', () => void pool.cancel());
    await assert.rejects(pool.execute(task('exit-when-stopped')), { code: 'TASK_CANCELLED' });
    assert.deepEqual([progress.length, cancelled.length], [1, 1]);
    await pool.execute(task('config'));
  }),

  defineTest('output that an earlier task keeps printing starts no other task', async ({ pool, task }) => {
    const names: string[] = [];
    await pool.execute(task('chatter'));
    for (const name of ['task-rejected', 'task-started', 'log', 'task-failed'] as const) {
      pool.on(name, () => void names.push(name));
    }
    await assert.rejects(pool.execute(task('config', { unknown: 1 })), { code: 'INVALID_TASK' });
    assert.deepEqual(names, ['task-rejected']);
  }),
];
