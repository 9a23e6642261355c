import assert from 'node:assert/strict';
import { errorOf, conformanceTest, type UnboundConformanceTest } from './conformance-test.ts';

/** Conformance tests for events, context and metrics. */
export const lifecycleConformance: readonly UnboundConformanceTest[] = [
  conformanceTest(
    'a task resolves with the result of its handler, which gets the defaults of its input',
    async ({ runner, task }) => {
      const result = await runner.execute(task('echo', { value: { deep: ['text', 1, null, true] } }));
      assert.equal(result.success, true);
      assert.deepEqual(result['value'], { deep: ['text', 1, null, true] });
    },
  ),

  conformanceTest(
    'a handler sees its own project, task and attempt',
    async ({ runner, task, projectPath }) => {
      const echo = task('echo', { value: 1 });
      const result = await runner.execute(echo, {
        attempt: 3,
        isLastAttempt: false,
        mayDefer: true,
        costLimit: { usd: 2, defers: true },
        approval: { isGiven: true },
      });
      const { projectId, workingDirectory, taskId, attempt, isLastAttempt, mayDefer } = result;
      const { costLimit, approval } = result;
      assert.deepEqual(
        { projectId, workingDirectory, taskId, attempt, isLastAttempt, mayDefer, costLimit, approval },
        {
          projectId: 'project',
          workingDirectory: projectPath,
          taskId: echo.id,
          attempt: 3,
          isLastAttempt: false,
          mayDefer: true,
          costLimit: { usd: 2, defers: true },
          approval: { isGiven: true },
        },
      );
    },
  ),

  conformanceTest(
    'the environment is an allowlist with the ids of project and task',
    async ({ runner, task }) => {
      const projectConfig = { environment: { OWN_VARIABLE: 'own' } };
      const echo = task('echo', { value: 1, projectConfig });
      const environment = (await runner.execute(echo))['environment'] as Record<string, string>;
      assert.equal(environment['POPPOBUILDER_PROJECT_ID'], 'project');
      assert.equal(environment['POPPOBUILDER_TASK_ID'], echo.id);
      assert.equal(environment['OWN_VARIABLE'], 'own');
      assert.deepEqual(
        Object.keys(environment).filter((name) => /TOKEN|SECRET|KEY|^npm_/.test(name)),
        [],
      );
    },
  ),

  conformanceTest('the events of a task are sent in order', async ({ runner, task, namesFor }) => {
    const talk = task('talk', { times: 2 });
    await runner.execute(talk);
    const middle = ['log', 'progress', 'log', 'progress'] as const;
    assert.deepEqual(namesFor(talk.id), ['task-started', ...middle, 'task-completed', 'context-cleaned']);
  }),

  conformanceTest(
    'progress and log events carry the messages of the handler',
    async ({ runner, task, events }) => {
      await runner.execute(task('talk', { times: 1 }));
      const progress = events.find(({ name }) => name === 'progress')?.payload;
      const log = events.find(({ name }) => name === 'log')?.payload;
      assert.ok(progress !== undefined && 'stage' in progress && log !== undefined && 'level' in log);
      assert.deepEqual(
        [progress.stage, progress.message, progress.data],
        ['counting', 'step 0', { number: 0 }],
      );
      assert.deepEqual([log.level, log.message], ['info', 'line 0']);
    },
  ),

  conformanceTest('a listener that throws or rejects affects no task', async ({ runner, task }) => {
    runner.on('task-started', () => {
      throw new Error('a listener failed');
    });
    runner.on('task-completed', (): unknown => Promise.reject(new Error('a listener rejected')));
    const result = await runner.execute(task('echo', { value: 1 }));
    assert.equal(result['value'], 1);
    await runner.execute(task('echo', { value: 2 }));
  }),

  conformanceTest(
    'a secret of the task is masked in events, results and errors',
    async ({ runner, task, events }) => {
      const registryToken = 'rgp_abcdefghijklmnopqrstuvwxyz0123456789';
      const value = { raw: registryToken, base64: Buffer.from(`x:${registryToken}`).toString('base64') };
      const result = await runner.execute(task('echo', { value, projectConfig: { registryToken } }));
      const reported = JSON.stringify([result, events.map(({ payload }) => payload)]);
      assert.ok(!reported.includes(registryToken), 'the token shows');
      assert.ok(
        !reported.includes(Buffer.from(registryToken.slice(0, 30)).toString('base64').slice(4, 30)),
        'its base64 shows',
      );
    },
  ),

  conformanceTest('a task with another token gets another context', async ({ runner, task }) => {
    for (const number of [1, 2]) {
      const projectConfig = { environment: { OWN_NUMBER: String(number) } };
      const { environment } = await runner.execute(task('echo', { value: 1, projectConfig }));
      assert.equal((environment as Record<string, string>)['OWN_NUMBER'], String(number));
    }
  }),

  conformanceTest('metrics count each task once', async ({ runner, task }) => {
    await runner.execute(task('echo', { value: 1 }));
    await errorOf(runner.execute(task('fail', { how: 'error' })));
    await errorOf(runner.execute(task('unknown')));
    const { overall, projects, currentTasks } = runner.getMetrics();
    const { tasksExecuted, tasksSucceeded, tasksFailed, tasksRejected, tasksCancelled } = overall;
    assert.deepEqual(
      [tasksExecuted, tasksSucceeded, tasksFailed, tasksRejected, tasksCancelled],
      [2, 1, 1, 1, 0],
    );
    assert.equal(projects[0]?.projectId, 'project');
    assert.deepEqual(currentTasks, []);
    assert.ok(overall.avgExecutionTime > 0);
  }),

  conformanceTest('a removed listener is not called any more', async ({ runner, task }) => {
    let heard = 0;
    const listener = (): void => void (heard += 1);
    runner.on('task-started', listener);
    await runner.execute(task('echo', { value: 1 }));
    runner.off('task-started', listener);
    await runner.execute(task('echo', { value: 1 }));
    assert.equal(heard, 1);
  }),
];
