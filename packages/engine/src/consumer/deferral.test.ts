import { describe, expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';

const limit = { code: 'USAGE_LIMIT', retryAfter: 3_600_000, deferred: true };

describe('a deferred attempt', () => {
  it('puts its task back until retryAfter, and counts as no attempt, failure or loss', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    engine.consume({ slots: 1, runner: world.runner() });
    const task = world.task('fail', { ...limit, id: 'a', attempts: 3 });
    const before = Date.now();
    await engine.submit(task, { retry: { limit: 0 } });
    for (let deferral = 1; deferral <= 3; deferral += 1) {
      await expect.poll(async () => (await engine.tasks.get('a')).attempts.at(-1)?.outcome).toBe('deferred');
      const details = await engine.tasks.get('a');
      expect(details).toMatchObject({ state: 'scheduled', attempt: deferral });
      expect(details.errorCode).toBeUndefined();
      expect(details.dueAt.getTime()).toBeGreaterThan(before + 3_590_000);
      const [row] = await watch.query<{ losses: number; failures: number }>(
        'SELECT losses, failures FROM own.task',
      );
      expect(row).toEqual({ losses: 0, failures: 0 });
      expect(await engine.deadLetters.list()).toEqual([]);
      await watch.makeDue('a');
      await watch.query(`UPDATE own.task SET due_at = now()`);
      await expect.poll(async () => (await engine.tasks.get('a')).attempt).toBe(deferral + 1);
    }
    expect(await engine.tasks.wait('a')).toMatchObject({ attempt: 4 });
    expect((await engine.tasks.get('a')).attempts.map(({ outcome }) => outcome)).toEqual([
      'deferred',
      'deferred',
      'deferred',
      'succeeded',
    ]);
    const [, , deferred] = await watch.history('a');
    expect(deferred?.data).toMatchObject({
      outcome: 'deferred',
      error: { code: 'USAGE_LIMIT', deferred: true },
    });
  });

  it('expires when its task has been deferred for too long', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine({ maxDeferral: 1_000 });
    engine.consume({ slots: 1, runner: world.runner() });
    await engine.submit(world.task('fail', { ...limit, id: 'a' }));
    await expect(engine.tasks.wait('a')).rejects.toMatchObject({
      code: 'TASK_TIMEOUT',
      message: expect.stringContaining('deferred for longer') as string,
      cause: { code: 'USAGE_LIMIT' },
    });
    const { state, attempts } = await engine.tasks.get('a');
    expect(state).toBe('expired');
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['deferred', 'expired']);
    expect(await engine.deadLetters.list()).toEqual([]);
  });

  it('is cancelled like any task that waits, and does not keep another key waiting', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    engine.consume({ slots: 2, runner: world.runner() });
    await engine.submit(world.task('fail', { ...limit, id: 'a' }), { concurrencyKey: 'k' });
    await engine.submit(world.task('echo', { id: 'b' }), { concurrencyKey: 'k' });
    await engine.submit(world.task('echo', { id: 'c' }), { concurrencyKey: 'other' });
    await engine.tasks.wait('c');
    await expect.poll(async () => (await engine.tasks.get('a')).attempts.at(-1)?.outcome).toBe('deferred');
    expect((await engine.tasks.get('b')).state).toBe('queued');
    await engine.tasks.cancel('a');
    await engine.tasks.wait('b');
  });
});
