import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { errorOf, conformanceTest, isRunning, type UnboundConformanceTest } from './conformance-test.ts';

/** Milliseconds in which any runner starts a task. */
const IN_TIME = 60_000;

/** Conformance tests for timeouts, cancellation and closing. */
export const cancellationConformance: readonly UnboundConformanceTest[] = [
  conformanceTest(
    'a task that exceeds its timeout fails with TASK_TIMEOUT',
    async ({ runner, task, namesFor }) => {
      const waiting = task('wait', { timeout: 50 });
      const error = await errorOf(runner.execute(waiting));
      assert.equal(error.code, 'TASK_TIMEOUT');
      assert.match(error.message, /50 ms/);
      assert.deepEqual(namesFor(waiting.id), ['task-started', 'progress', 'task-failed', 'context-cleaned']);
    },
  ),

  conformanceTest(
    'a handler that ignores its signal is abandoned, and the error says so',
    async ({ runner, task }) => {
      const error = await errorOf(runner.execute(task('wait', { timeout: 50, deaf: true })));
      assert.equal(error.code, 'TASK_TIMEOUT');
      assert.match(error.message, /abandoned/);
      await runner.execute(task('echo', { value: 1 }));
    },
  ),

  conformanceTest(
    'a running task can be cancelled by its id, with a reason',
    async ({ runner, task, next, namesFor, events }) => {
      const waiting = task('wait');
      const progressed = next('progress');
      const rejected = errorOf(runner.execute(waiting));
      await progressed;
      assert.equal(await runner.cancel(waiting.id, { reason: 'not needed any more' }), 1);
      assert.equal((await rejected).code, 'TASK_CANCELLED');
      assert.deepEqual(namesFor(waiting.id), [
        'task-started',
        'progress',
        'task-cancelled',
        'context-cleaned',
      ]);
      const cancelled = events.find(({ name }) => name === 'task-cancelled')?.payload;
      assert.ok(
        cancelled !== undefined && 'reason' in cancelled && cancelled.reason === 'not needed any more',
      );
    },
  ),

  conformanceTest(
    'a command that ignores SIGTERM has ended when its task has',
    async ({ runner, task, next }) => {
      const mark = randomUUID();
      const line = `trap "" TERM; echo up; while :; do sleep 1; done; : ${mark}`;
      const output = next('log');
      const rejected = errorOf(runner.execute(task('command', { line, timeout: 400 })));
      await output;
      assert.equal(isRunning(mark), true);
      assert.equal((await rejected).code, 'TASK_TIMEOUT');
      assert.equal(isRunning(mark), false);
    },
  ),

  conformanceTest(
    'processes that a successful command left behind are ended with it',
    async ({ runner, task }) => {
      const mark = randomUUID();
      const line = `sh -c 'sleep 60; : ${mark}' >/dev/null 2>&1 & echo started`;
      const { stdout } = await runner.execute(task('command', { line }));
      assert.equal(stdout, 'started\n');
      assert.equal(isRunning(mark), false);
    },
  ),

  conformanceTest(
    'a waiting task that is cancelled sends task-cancelled alone',
    async ({ runner, task, next, namesFor }) => {
      const progressed = next('progress');
      const running = errorOf(runner.execute(task('wait')));
      await progressed;
      const waiting = task('echo', { value: 1 });
      const rejected = errorOf(runner.execute(waiting));
      await runner.cancel(waiting.id);
      assert.equal((await rejected).code, 'TASK_CANCELLED');
      assert.deepEqual(namesFor(waiting.id), ['task-cancelled']);
      await runner.cancel();
      await running;
    },
    { concurrency: 1 },
  ),

  conformanceTest('cancelling without an id cancels all', async ({ runner, task, next }) => {
    const progressed = next('progress');
    const rejected = [errorOf(runner.execute(task('wait'))), errorOf(runner.execute(task('wait')))];
    await progressed;
    assert.equal(await runner.cancel(), 2);
    for (const error of await Promise.all(rejected)) assert.equal(error.code, 'TASK_CANCELLED');
  }),

  conformanceTest('cancelling an id that is not in flight does nothing', async ({ runner }) => {
    assert.equal(await runner.cancel('nobody'), 0);
  }),

  conformanceTest("the caller's signal cancels a task", async ({ runner, task, next }) => {
    const controller = new AbortController();
    const progressed = next('progress');
    const rejected = errorOf(runner.execute(task('wait'), { signal: controller.signal }));
    await progressed;
    controller.abort();
    assert.equal((await rejected).code, 'TASK_CANCELLED');
  }),

  conformanceTest(
    'a signal that has already aborted cancels the task before its start',
    async ({ runner, task, namesFor }) => {
      const waiting = task('wait');
      const error = await errorOf(runner.execute(waiting, { signal: AbortSignal.abort() }));
      assert.equal(error.code, 'TASK_CANCELLED');
      assert.deepEqual(namesFor(waiting.id), ['task-cancelled']);
    },
  ),

  conformanceTest('a task starts once its start is confirmed', async ({ runner, task, namesFor }) => {
    const echo = task('echo', { value: 1 });
    const before: string[][] = [];
    const confirmStart = (): Promise<void> | number =>
      before.push(namesFor(echo.id)) < 3 ? Promise.resolve() : IN_TIME;
    await runner.execute(echo, { confirmStart });
    assert.deepEqual(before, [[], [], []]);
  }),

  conformanceTest(
    'a task can be cancelled while its start waits to be confirmed',
    async ({ runner, task, namesFor }) => {
      const echo = task('echo', { value: 1 });
      const asked = Promise.withResolvers<void>();
      const confirmStart = async (): Promise<void> => {
        asked.resolve();
        await new Promise(() => undefined);
      };
      const rejected = errorOf(runner.execute(echo, { confirmStart }));
      await asked.promise;
      assert.equal(await runner.cancel(echo.id), 1);
      assert.equal((await rejected).code, 'TASK_CANCELLED');
      assert.deepEqual(namesFor(echo.id), ['task-cancelled']);
    },
  ),

  conformanceTest(
    'a task whose signal aborts while its start is confirmed never starts',
    async ({ runner, task, namesFor }) => {
      const echo = task('echo', { value: 1 });
      const controller = new AbortController();
      const confirmStart = (): undefined => {
        controller.abort();
        return undefined;
      };
      const error = await errorOf(runner.execute(echo, { signal: controller.signal, confirmStart }));
      assert.equal(error.code, 'TASK_CANCELLED');
      assert.deepEqual(namesFor(echo.id), ['task-cancelled']);
    },
  ),

  conformanceTest(
    'a task is rejected while another with its id is in flight',
    async ({ runner, task, next }) => {
      const waiting = task('wait');
      const progressed = next('progress');
      const rejected = errorOf(runner.execute(waiting));
      await progressed;
      assert.equal((await errorOf(runner.execute(waiting))).code, 'INVALID_TASK');
      await runner.cancel();
      await rejected;
    },
  ),

  conformanceTest(
    'no more tasks run at once than the concurrency allows',
    async ({ runner, task }) => {
      const tasks = Array.from({ length: 6 }, () => task('command', { line: 'true' }));
      let running = 0;
      let most = 0;
      runner.on('task-started', () => void (most = Math.max(most, (running += 1))));
      runner.on('context-cleaned', () => void (running -= 1));
      await Promise.all(tasks.map((each) => runner.execute(each)));
      assert.ok(most === 1 || most === 2, `${most} ran at once`);
    },
    { concurrency: 2 },
  ),

  conformanceTest(
    'waiting tasks start in the order of their submission',
    async ({ runner, task, events }) => {
      const tasks = Array.from({ length: 6 }, (_, value) => task('echo', { value }));
      await Promise.all(tasks.map((each) => runner.execute(each)));
      const started = events.flatMap(({ name, payload }) =>
        name === 'task-started' && 'task' in payload ? [payload.task?.id] : [],
      );
      assert.deepEqual(
        started,
        tasks.map(({ id }) => id),
      );
    },
    { concurrency: 1 },
  ),

  conformanceTest(
    'close waits for the tasks in flight and cancels later ones',
    async ({ runner, task, next }) => {
      const progressed = next('progress');
      const running = runner.execute(task('command', { line: 'echo done' }));
      await progressed;
      const closed = runner.close();
      assert.equal((await errorOf(runner.execute(task('echo', { value: 1 })))).code, 'TASK_CANCELLED');
      await closed;
      assert.equal((await running)['stdout'], 'done\n');
    },
  ),
];
