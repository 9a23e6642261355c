import { withMiddleware } from '@poppobuilder/core';
import { describe, expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';
import { jobIdOf } from '../job/job-id.ts';

/** Seconds from the end of the last attempt until the next may start. */
async function retryAfterOf(watch: Watch, taskId: string): Promise<number> {
  const [row] = await watch.query<{ wait: number }>(
    `SELECT extract(epoch FROM t.due_at - (SELECT max(at) FROM own.event e WHERE e.job_id = t.job_id))::float8 AS wait
     FROM own.task t WHERE job_id = $1`,
    [jobIdOf(taskId)],
  );
  return row?.wait ?? Number.NaN;
}

describe('a failed attempt', { timeout: 60_000 }, () => {
  it('is retried as often as the policy of its type says', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine({ retry: { default: { limit: 0 }, fail: { limit: 2, delay: 0 } } });
    const watch = await Watch.of(world);
    engine.consume({ slots: 1, runner: world.runner() });
    const { id } = await engine.submit(world.task('fail'));
    await watch.reaches(id, 'failed');
    expect((await watch.history(id)).at(-1)).toMatchObject({ attempt: 3 });
  });

  it('is retried with the same task, which then succeeds', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    engine.consume({ slots: 1, runner: world.runner() });
    const { id } = await engine.submit(world.task('fail', { attempts: 1 }), { retry: { delay: 0 } });
    await watch.reaches(id, 'succeeded');
    expect((await watch.history(id)).map(({ state, attempt }) => `${state} ${attempt}`)).toEqual([
      'queued 0',
      'running 1',
      'queued 1',
      'running 2',
      'succeeded 2',
    ]);
  });

  it('knows whether it is the last one, also after one was handed back', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const { id } = await engine.submit(world.task('fail'), { retry: { limit: 1, delay: 0 } });
    await watch.fetch(id);
    await watch.release(id);
    await watch.reaches(id, 'queued');
    const seen: unknown[] = [];
    const runner = withMiddleware(world.runner(), (task, next, { attempt, isLastAttempt }) => {
      seen.push({ attempt, isLastAttempt });
      return next(task);
    });
    engine.consume({ slots: 1, runner });
    await watch.reaches(id, 'failed');
    expect(seen).toEqual([
      { attempt: 2, isLastAttempt: false },
      { attempt: 3, isLastAttempt: true },
    ]);
  });

  it.each([{ concurrencyKey: 'a' }, { concurrency: { key: 'b', limit: 1 } }])(
    'knows whether it is the last with %j',
    async (options) => {
      await using world = new EngineWorld();
      const engine = await world.engine();
      const watch = await Watch.of(world);
      const { id } = await engine.submit(world.task('fail'), { retry: { limit: 1, delay: 0 }, ...options });
      const seen: unknown[] = [];
      const runner = withMiddleware(world.runner(), (task, next, { isLastAttempt }) => {
        seen.push(isLastAttempt);
        return next(task);
      });
      engine.consume({ slots: 1, runner });
      await watch.reaches(id, 'failed');
      expect(seen).toEqual([false, true]);
    },
  );

  it('is the last one when its error is not retryable', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    engine.consume({ slots: 1, runner: world.runner() });
    const { id } = await engine.submit(world.task('fail', { retryable: false }));
    await watch.reaches(id, 'failed');
    expect((await watch.history(id)).at(-1)).toMatchObject({ attempt: 1 });
    expect(await watch.copies(id)).toBe(1);
  });

  it('is retried after one to two delays', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    engine.consume({ slots: 1, runner: world.runner() });
    const { id } = await engine.submit(world.task('fail'), { retry: { delay: 100_000 } });
    await watch.reaches(id, 'scheduled');
    const wait = await retryAfterOf(watch, id);
    expect(wait).toBeGreaterThan(99);
    expect(wait).toBeLessThan(200);
  });

  it('is first retried after one to two delays, however often its task was handed back or lost before', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const { id } = await engine.submit(world.task('echo'), { retry: { delay: 100_000 } });
    for (const end of ['released', 'lost', 'released']) {
      await watch.fetch(id);
      if (end === 'lost') await watch.loseWorker(id);
      else await watch.release(id);
      await watch.reaches(id, 'queued');
    }
    for (const factor of [1, 2]) {
      await watch.makeDue(id);
      await watch.fetch(id);
      await watch.fail(id, { retryable: true, code: 'HANDLER_FAILED' });
      const wait = await retryAfterOf(watch, id);
      expect(wait).toBeGreaterThan(99 * factor);
      expect(wait).toBeLessThan(200 * factor);
    }
  });

  it('is first retried after one to two delays when its task was retried manually', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const { id } = await engine.submit(world.task('echo'), { retry: { delay: 100_000, limit: 5 } });
    for (const attempt of [1, 2, 3]) {
      await watch.makeDue(id);
      await watch.fetch(id);
      await watch.fail(id, { retryable: true, code: 'HANDLER_FAILED' });
      expect((await watch.history(id)).at(-1)).toMatchObject({ state: 'scheduled', attempt });
    }
    await engine.tasks.cancel(id);
    await engine.tasks.retry(id);
    await watch.makeDue(id);
    await watch.fetch(id);
    await watch.fail(id, { retryable: true, code: 'HANDLER_FAILED' });
    const wait = await retryAfterOf(watch, id);
    expect(wait).toBeGreaterThan(99);
    expect(wait).toBeLessThan(200);
  });

  it('is retried after the time that its error asks for', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    engine.consume({ slots: 1, runner: world.runner() });
    const task = world.task('fail', { code: 'RATE_LIMITED', retryAfter: 3_600_000 });
    const { id } = await engine.submit(task);
    await watch.reaches(id, 'scheduled');
    const wait = await retryAfterOf(watch, id);
    expect(wait).toBeGreaterThan(3_590);
    expect(wait).toBeLessThan(3_601);
  });
});

describe('an attempt that was stopped', { timeout: 60_000 }, () => {
  it('uses up no retry when the consumer hands it back', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const { id } = await engine.submit(world.task('wait', { gate: 'it' }), { retry: { limit: 0 } });
    for (const attempt of [1, 2, 3]) {
      const consumer = engine.consume({ slots: 1, runner: world.runner() });
      await watch.reaches(id, 'running');
      expect((await watch.history(id)).at(-1)).toMatchObject({ attempt });
      await consumer.stop({ grace: 0 });
      expect(await watch.state(id)).toBe('queued');
    }
    world.gates.open('it');
    engine.consume({ slots: 1, runner: world.runner() });
    await watch.reaches(id, 'succeeded');
  });

  it('uses up no retry when its process is lost', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const { id } = await engine.submit(world.task('fail'), { retry: { limit: 1, delay: 0 } });
    await watch.fetch(id);
    await watch.loseWorker(id);
    await watch.reaches(id, 'queued');
    engine.consume({ slots: 1, runner: world.runner() });
    await watch.reaches(id, 'failed');
    expect((await watch.history(id)).at(-1)).toMatchObject({ attempt: 3 });
  });

  it('fails its task when it is lost for the sixth time', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const { id } = await engine.submit(world.task('echo'), { retry: { limit: 100 } });
    for (let loss = 1; loss <= 6; loss += 1) {
      await watch.fetch(id);
      await watch.loseWorker(id);
      await watch.reaches(id, loss === 6 ? 'failed' : 'queued');
    }
    expect((await watch.history(id)).at(-1)).toMatchObject({
      attempt: 6,
      data: { outcome: 'failed', error: { code: 'WORKER_CRASHED' } },
    });
  });

  it('counts from zero after its task was retried manually', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const { id } = await engine.submit(world.task('echo'));
    await watch.query('UPDATE own.task SET losses = 5 WHERE job_id = $1', [jobIdOf(id)]);
    for (const state of ['failed', 'queued']) {
      await watch.fetch(id);
      await watch.loseWorker(id);
      await watch.reaches(id, state);
      if (state === 'failed') await engine.tasks.retry(id);
    }
    const failure = (await watch.history(id)).find(({ state }) => state === 'failed');
    expect(failure?.data).toMatchObject({
      error: { message: expect.stringContaining('was lost 6 times') as string },
    });
  });
});
