import { describe, expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';
import { jobIdOf } from '../job/job-id.ts';

async function countTasks(watch: Watch): Promise<number[]> {
  const [row] = await watch.query<{ tasks: number; jobs: number }>(
    'SELECT (SELECT count(*)::int FROM own.task) AS tasks, (SELECT count(*)::int FROM boss.job) AS jobs',
  );
  return [row?.tasks ?? Number.NaN, row?.jobs ?? Number.NaN];
}

describe('an idempotency key', { timeout: 60_000 }, () => {
  it('returns the first task for a second submission', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const options = { idempotencyKey: 'delivery 1' };
    const first = await engine.submit(world.task('echo', { value: 1 }), options);
    expect(first.isDuplicate).toBe(false);
    const second = await engine.submit(world.task('echo', { id: 'mine', value: 2 }), options);
    expect(second).toEqual({ id: first.id, isDuplicate: true });
    expect(await countTasks(watch)).toEqual([1, 1]);
  });

  it('stays reserved after its task has ended', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    engine.consume({ slots: 1, runner: world.runner() });
    const { id } = await engine.submit(world.task('echo', { id: 'mine' }), { idempotencyKey: 'delivery 1' });
    await watch.reaches(id, 'succeeded');
    expect(await engine.submit(world.task('echo'), { idempotencyKey: 'delivery 1' })).toEqual({
      id: 'mine',
      isDuplicate: true,
    });
  });

  it('applies within one batch, in several queues', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const submitted = await engine.submitMany([
      { task: world.task('echo', { id: 'one' }), options: { idempotencyKey: 'b' } },
      { task: world.task('echo', { id: 'two' }), options: { idempotencyKey: 'a' } },
      { task: world.task('echo'), options: { idempotencyKey: 'b', concurrencyKey: 'repo#1' } },
      { task: world.task('echo', { id: 'two' }), options: { idempotencyKey: 'c' } },
      { task: world.task('echo', { id: 'three' }) },
    ]);
    expect(submitted).toEqual([
      { id: 'one', isDuplicate: false },
      { id: 'two', isDuplicate: false },
      { id: 'one', isDuplicate: true },
      { id: 'two', isDuplicate: true },
      { id: 'three', isDuplicate: false },
    ]);
    expect(await countTasks(watch)).toEqual([3, 3]);
    expect(await engine.submit(world.task('echo'), { idempotencyKey: 'c' })).toMatchObject({ id: 'two' });
  });

  it('creates exactly one task for twenty simultaneous submissions', async () => {
    await using world = new EngineWorld();
    const engines = [await world.engine(), await world.engine()];
    const watch = await Watch.of(world);
    const submitted = await Promise.all(
      Array.from({ length: 20 }, async (_, index) =>
        engines[index % 2]?.submitMany(
          // In another order each: they must not wait for each other.
          [0, 1, 2, 3].map((key) => ({
            task: world.task('echo'),
            options: { idempotencyKey: `delivery ${(key + index) % 4}` },
          })),
        ),
      ),
    );
    expect(submitted.flat().filter((one) => one?.isDuplicate === false)).toHaveLength(4);
    expect(new Set(submitted.flat().map((one) => one?.id)).size).toBe(4);
    expect(await countTasks(watch)).toEqual([4, 4]);
  });

  it('does not break the transaction of a caller, and is committed or rolled back with it', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const transaction = await world.client();
    const options = { idempotencyKey: 'delivery 1' };
    await transaction.query('BEGIN');
    const gone = await engine.submit(world.task('echo'), { ...options, transaction });
    expect(gone.isDuplicate).toBe(false);
    await transaction.query('ROLLBACK');
    expect(await countTasks(watch)).toEqual([0, 0]);

    const { id } = await engine.submit(world.task('echo', { id: 'mine' }), options);
    await transaction.query('BEGIN');
    expect(await engine.submit(world.task('echo'), { ...options, transaction })).toEqual({
      id,
      isDuplicate: true,
    });
    const named = { transaction, concurrencyKey: 'repo#1' };
    expect(await engine.submit(world.task('echo', { id }), named)).toEqual({ id, isDuplicate: true });
    await engine.submit(world.task('echo', { id: 'other' }), { transaction });
    await transaction.query('COMMIT');
    expect(await watch.state('other')).toBe('queued');
    expect(await countTasks(watch)).toEqual([2, 2]);
  });

  it('waits for an open transaction that has reserved it', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const transaction = await world.client();
    const options = { idempotencyKey: 'delivery 1' };
    await transaction.query('BEGIN');
    const first = await engine.submit(world.task('echo'), { ...options, transaction });
    const second = engine.submit(world.task('echo'), options);
    await transaction.query('COMMIT');
    expect(await second).toEqual({ id: first.id, isDuplicate: true });
  });
});

describe('an id that exists already', { timeout: 60_000 }, () => {
  it('stays one task when it is submitted to another queue', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    await engine.submit(world.task('echo', { id: 'mine' }));
    const again = await engine.submit(world.task('echo', { id: 'mine' }), { concurrencyKey: 'repo#1' });
    expect(again).toEqual({ id: 'mine', isDuplicate: true });
    expect(await countTasks(watch)).toEqual([1, 1]);
  });

  it('stays the task that has ended when pg-boss no longer has its job', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    await engine.submit(world.task('echo', { id: 'mine' }));
    await engine.tasks.cancel('mine');
    await watch.query('DELETE FROM boss.job WHERE id = $1', [jobIdOf('mine')]);
    expect(
      await engine.submitMany([
        { task: world.task('echo', { id: 'mine' }) },
        { task: world.task('echo', { id: 'new' }) },
      ]),
    ).toEqual([
      { id: 'mine', isDuplicate: true },
      { id: 'new', isDuplicate: false },
    ]);
    expect(await watch.state('mine')).toBe('cancelled');
    expect(await countTasks(watch)).toEqual([2, 1]);
  });

  it('is used once by many simultaneous submissions to several queues', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const submitted = await Promise.all(
      Array.from({ length: 20 }, async (_, index) =>
        engine.submit(
          world.task('echo', { id: 'mine' }),
          index % 2 === 0 ? {} : { concurrencyKey: `key ${index}` },
        ),
      ),
    );
    expect(submitted.filter(({ isDuplicate }) => !isDuplicate)).toHaveLength(1);
    expect(await countTasks(watch)).toEqual([1, 1]);
  });
});

describe('a timeout', () => {
  it('of more than a day is refused, because pg-boss would consider the attempt lost', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await engine.submit(world.task('echo', { timeout: 24 * 3_600_000 }));
    await expect(engine.submit(world.task('echo', { timeout: 24 * 3_600_000 + 1 }))).rejects.toMatchObject({
      code: 'INVALID_TASK',
      message: expect.stringContaining('24 hours'),
    });
  });
});
