import { describe, expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';
import { jobIdOf } from '../job/job-id.ts';

describe('retry', { timeout: 60_000 }, () => {
  it('gives a failed task at least one more attempt, with its history', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    engine.consume({ slots: 1, runner: world.runner() });
    const { id } = await engine.submit(world.task('fail', { attempts: 1 }), { retry: { limit: 0 } });
    await watch.reaches(id, 'failed');
    expect(await watch.copies(id)).toBe(1);
    expect(await engine.tasks.retry(id)).toEqual({ state: 'queued' });
    expect(await watch.copies(id)).toBe(0);
    await watch.reaches(id, 'succeeded');
    const history = await watch.history(id);
    expect(history.map(({ state, attempt }) => `${state} ${attempt}`)).toEqual([
      'queued 0',
      'running 1',
      'failed 1',
      'queued 1',
      'running 2',
      'succeeded 2',
    ]);
    expect(history[2]?.data).toMatchObject({ error: { code: 'HANDLER_FAILED' } });
  });

  it('makes only one more attempt of a task that keeps failing', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    engine.consume({ slots: 1, runner: world.runner() });
    const { id } = await engine.submit(world.task('fail'), { retry: { limit: 1, delay: 0 } });
    await watch.reaches(id, 'failed');
    for (const attempt of [3, 4]) {
      await engine.tasks.retry(id);
      await watch.reaches(id, 'failed');
      expect((await watch.history(id)).at(-1)).toMatchObject({ state: 'failed', attempt });
    }
    expect(await watch.copies(id)).toBe(1);
  });

  it.each([
    { title: 'a cancelled task', options: {} },
    { title: 'a cancelled task of a key', options: { concurrencyKey: 'repo#1' } },
  ])('runs $title again', async ({ options }) => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const { id } = await engine.submit(world.task('wait', { gate: 'it' }), options);
    engine.consume({ slots: 1, runner: world.runner() });
    await watch.reaches(id, 'running');
    await engine.tasks.cancel(id);
    await watch.reaches(id, 'cancelled');
    world.gates.open('it');
    await engine.tasks.retry(id);
    await watch.reaches(id, 'succeeded');
    expect((await watch.history(id)).at(-1)).toMatchObject({ attempt: 2 });
  });

  it('runs an expired task without its past deadline', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const { id } = await engine.submit(world.task('echo'), { ttl: 1 });
    await watch.reaches(id, 'expired');
    expect(await engine.tasks.retry(id)).toEqual({ state: 'queued' });
    engine.consume({ slots: 1, runner: world.runner() });
    await watch.reaches(id, 'succeeded');
  });

  it('keeps a deadline in the future', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const deadline = new Date(Date.now() + 3_600_000);
    const { id } = await engine.submit(world.task('echo'), { ttl: 1, deadline });
    await watch.reaches(id, 'expired');
    await engine.tasks.retry(id);
    const [row] = await watch.query<{ at: Date; data: object }>(
      `SELECT expires_at AS at, data FROM own.task JOIN boss.job ON job.id = job_id WHERE job_id = $1`,
      [jobIdOf(id)],
    );
    expect(row).toMatchObject({ at: deadline, data: { deadline: deadline.toISOString() } });
  });

  it('makes a task of a key wait for the running one, ahead of those submitted later', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    engine.consume({ slots: 4, runner: world.runner() });
    const concurrencyKey = 'repo#1';
    const failed = await engine.submit(world.task('fail', { attempts: 1 }), {
      concurrencyKey,
      retry: { limit: 0 },
    });
    await watch.reaches(failed.id, 'failed');
    const holder = await engine.submit(world.task('wait', { gate: 'holder' }), { concurrencyKey });
    const later = await engine.submit(world.task('echo'), { concurrencyKey });
    await watch.reaches(holder.id, 'running');
    expect(await engine.tasks.retry(failed.id)).toEqual({ state: 'queued' });
    world.gates.open('holder');
    await watch.reaches(later.id, 'succeeded');
    const starts = await watch.query<{ job_id: string }>(
      `SELECT job_id FROM own.event WHERE state = 'running' ORDER BY sequence`,
    );
    expect(starts.map(({ job_id }) => job_id)).toEqual([failed.id, holder.id, failed.id, later.id]);
  });

  it('retries several failed tasks of one key one after the other', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    engine.consume({ slots: 4, runner: world.runner() });
    const submitted = await engine.submitMany(
      [1, 2, 3].map(() => ({
        task: world.task('fail', { attempts: 1 }),
        options: { concurrencyKey: 'repo#1', retry: { limit: 0 } },
      })),
    );
    for (const { id } of submitted) await watch.reaches(id, 'failed');
    await Promise.all(submitted.map(async ({ id }) => engine.tasks.retry(id)));
    for (const { id } of submitted) await watch.reaches(id, 'succeeded');
    expect(await watch.mostAtOnce()).toBe(1);
  });

  it('refuses a task that has succeeded', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    engine.consume({ slots: 1, runner: world.runner() });
    const { id } = await engine.submit(world.task('echo'));
    await watch.reaches(id, 'succeeded');
    await expect(engine.tasks.retry(id)).rejects.toMatchObject({ code: 'INVALID_TASK' });
    await expect(engine.tasks.retry('nothing')).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
  });

  it('retries a task once for many simultaneous calls', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const { id } = await engine.submit(world.task('echo'));
    await engine.tasks.cancel(id);
    await Promise.all(Array.from({ length: 10 }, async () => engine.tasks.retry(id)));
    expect((await watch.history(id)).map(({ state }) => state)).toEqual(['queued', 'cancelled', 'queued']);
  });
});
