import { describe, expect, it } from 'vitest';
import type { Engine } from '../engine.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';
import { jobIdOf } from '../job/job-id.ts';

const FINAL = new Set(['succeeded', 'failed', 'cancelled', 'expired']);

describe('cancel', { timeout: 60_000 }, () => {
  it.each([
    { title: 'queued', options: {} },
    { title: 'scheduled', options: { delay: 60_000 } },
  ])('ends a $title task at once, and keeps the reason', async ({ options }) => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const { id } = await engine.submit(world.task('echo'), options);
    expect(await engine.tasks.cancel(id, { reason: 'Not needed.' })).toEqual({ state: 'cancelled' });
    expect((await watch.history(id)).at(-1)).toEqual({
      state: 'cancelled',
      attempt: 0,
      data: { outcome: 'cancelled', reason: 'Not needed.' },
    });
  });

  it('leaves a task that has ended as it is, also when repeated', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const done = await engine.submit(world.task('echo'));
    const other = await engine.submit(world.task('echo'), { delay: 60_000 });
    engine.consume({ slots: 1, runner: world.runner() });
    await watch.reaches(done.id, 'succeeded');
    expect(await engine.tasks.cancel(done.id)).toEqual({ state: 'succeeded' });
    expect(await engine.tasks.cancel(other.id)).toEqual({ state: 'cancelled' });
    expect(await engine.tasks.cancel(other.id)).toEqual({ state: 'cancelled' });
    expect((await watch.history(other.id)).map(({ state }) => state)).toEqual(['scheduled', 'cancelled']);
  });

  it('rejects for an unknown task', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await expect(engine.tasks.cancel('nothing')).rejects.toMatchObject({
      code: 'TASK_NOT_FOUND',
      taskId: 'nothing',
    });
  });

  it('stops a running task from another engine, which stays running until it has stopped', async () => {
    await using world = new EngineWorld();
    const [submitting, working] = [await world.engine(), await world.engine()];
    const watch = await Watch.of(world);
    working.consume({ slots: 1, runner: world.runner() });
    const { id } = await submitting.submit(world.task('wait', { gate: 'never' }));
    await watch.reaches(id, 'running');
    expect(await submitting.tasks.cancel(id, { reason: 'Enough.' })).toEqual({ state: 'running' });
    await watch.reaches(id, 'cancelled');
    expect((await watch.history(id)).at(-1)).toMatchObject({
      state: 'cancelled',
      attempt: 1,
      data: { outcome: 'cancelled', reason: 'Enough.', error: { code: 'TASK_CANCELLED' } },
    });
  });

  it('reaches a consumer that missed the notification when it renews the lease', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    engine.consume({ slots: 1, runner: world.runner() });
    const { id } = await engine.submit(world.task('wait', { gate: 'never' }));
    await watch.reaches(id, 'running');
    await watch.query(`UPDATE own.task SET cancel_reason = 'Silently.' WHERE job_id = $1`, [jobIdOf(id)]);
    await watch.reaches(id, 'cancelled');
    expect((await watch.history(id)).at(-1)?.data).toMatchObject({ reason: 'Silently.' });
  });

  it('cancels a task whose process is lost before it received the request', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const { id } = await engine.submit(world.task('wait', { gate: 'never' }));
    await watch.fetch(id);
    expect(await engine.tasks.cancel(id, { reason: 'Too late.' })).toEqual({ state: 'running' });
    await watch.loseWorker(id);
    await watch.reaches(id, 'cancelled');
    expect((await watch.history(id)).at(-1)).toMatchObject({
      attempt: 1,
      data: { outcome: 'cancelled', reason: 'Too late.' },
    });
  });

  it('keeps a failed attempt from being retried', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const { id } = await engine.submit(world.task('echo'));
    await watch.fetch(id);
    await engine.tasks.cancel(id, { reason: 'Enough.' });
    await watch.fail(id, { retryable: true, code: 'HANDLER_FAILED' });
    expect(await watch.state(id)).toBe('cancelled');
    expect((await watch.history(id)).at(-1)?.data).toMatchObject({
      reason: 'Enough.',
      error: { code: 'HANDLER_FAILED' },
    });
  });

  it('cancels a task whose attempt fails during the request', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const [watch, failing, holder] = [await Watch.of(world), await Watch.of(world), await Watch.of(world)];
    const { id } = await engine.submit(world.task('echo'));
    await watch.fetch(id);
    await holder.query('BEGIN');
    await holder.query('SELECT FROM own.task WHERE job_id = $1 FOR UPDATE', [jobIdOf(id)]);
    const cancelled = engine.tasks.cancel(id, { reason: 'Enough.' });
    await expect.poll(async () => watch.blocked()).toBe(1);
    const failed = failing.fail(id, { retryable: true, code: 'HANDLER_FAILED' });
    await expect.poll(async () => watch.blocked()).toBe(2);
    await holder.query('COMMIT');
    await failed;
    expect(await cancelled).toEqual({ state: 'running' });
    expect(await watch.state(id)).toBe('cancelled');
    expect((await watch.history(id)).at(-1)?.data).toMatchObject({ reason: 'Enough.' });
  });

  it('lets the next task of a key start', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    engine.consume({ slots: 4, runner: world.runner() });
    const first = await engine.submit(world.task('wait', { gate: 'never' }), { concurrencyKey: 'repo#1' });
    const second = await engine.submit(world.task('wait', { gate: 'never' }), { concurrencyKey: 'repo#1' });
    const third = await engine.submit(world.task('echo'), { concurrencyKey: 'repo#1' });
    await watch.reaches(first.id, 'running');
    await engine.tasks.cancel(second.id);
    await engine.tasks.cancel(first.id);
    await watch.reaches(third.id, 'succeeded');
    expect(await watch.state(second.id)).toBe('cancelled');
  });

  it('leads to exactly one final state, whatever it races with', async () => {
    await using world = new EngineWorld();
    const engines = [await world.engine(), await world.engine()];
    const [one, other] = engines as [Engine, Engine];
    const watch = await Watch.of(world);
    const runner = world.runner(8);
    const cancels: Promise<unknown>[] = [];
    runner.on('task-started', ({ task }) => {
      if (task.id.startsWith('started')) cancels.push(one.tasks.cancel(task.id), other.tasks.cancel(task.id));
      if (task.id.endsWith('lost')) cancels.push(watch.loseWorker(task.id));
    });
    for (const engine of engines) engine.consume({ slots: 4, runner });
    const ids = await Promise.all(
      Array.from({ length: 80 }, async (_, index) => {
        const id = `${index % 2 === 0 ? 'started' : 'waiting'} ${index} ${index % 7 === 0 ? 'lost' : ''}`;
        const task = index % 3 === 0 ? world.task('fail', { id, attempts: 1 }) : world.task('echo', { id });
        await one.submit(task, {
          retry: { delay: 0 },
          ...(index % 4 === 0 ? { ttl: 5 + index } : {}),
          ...(index % 5 === 0 ? { concurrencyKey: `key ${index % 10}` } : {}),
        });
        if (id.startsWith('waiting'))
          await Promise.all(engines.map(async (engine) => engine.tasks.cancel(id)));
        return id;
      }),
    );
    for (const id of ids) {
      await expect.poll(async () => FINAL.has((await watch.state(id)) ?? ''), { timeout: 20_000 }).toBe(true);
    }
    for (const id of ids) {
      const ends = (await watch.history(id)).filter(({ state }) => FINAL.has(state));
      expect(ends).toHaveLength(1);
      expect(ends[0]?.state).toBe(await watch.state(id));
    }
    await Promise.all(cancels);
    expect(world.problems).toEqual([]);
  });
});

describe('the reason of a cancellation', () => {
  it.each([
    ['a long one', 'x'.repeat(10_000)],
    ['one of long characters', '\u{1f600}'.repeat(5_000)],
    ['one with spaces and lines', `a  b\n c ${'d'.repeat(1_600)} `],
  ])(
    'is kept whole, whether the task waits or runs: %s',
    async (_, reason) => {
      await using world = new EngineWorld();
      const [engine, working] = [await world.engine(), await world.engine()];
      const watch = await Watch.of(world);
      const waiting = await engine.submit(world.task('echo'), { delay: 3_600_000 });
      const running = await engine.submit(world.task('wait', { gate: 'never' }));
      working.consume({ slots: 1, runner: world.runner() });
      await watch.reaches(running.id, 'running');
      for (const { id } of [waiting, running]) await engine.tasks.cancel(id, { reason });
      for (const { id } of [waiting, running]) {
        await watch.reaches(id, 'cancelled');
        expect((await watch.history(id)).at(-1)?.data?.['reason']).toBe(reason);
      }
    },
    30_000,
  );

  it('is refused when it is too long', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const { id } = await engine.submit(world.task('echo'));
    const reason = 'x'.repeat(10_001);
    const refused = {
      code: 'INVALID_TASK',
      message: expect.stringContaining('reason: must have at most 10000 characters') as string,
    };
    await expect(engine.tasks.cancel(id, { reason })).rejects.toMatchObject(refused);
    await expect(engine.flows.cancel('flow', { reason })).rejects.toMatchObject(refused);
    expect(await engine.tasks.get(id)).toMatchObject({ state: 'queued' });
  });
});
