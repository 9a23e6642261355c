import { describe, expect, it } from 'vitest';
import { EngineWorld } from '../../fixtures/engine-world.ts';
import { Watch } from '../../fixtures/watch.ts';

const concurrencyKey = 'repo#12';

describe('collapse', () => {
  it('leaves exactly one of many tasks that are submitted at the same time', async () => {
    await using world = new EngineWorld();
    const engines = await Promise.all([world.engine(), world.engine(), world.engine(), world.engine()]);
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) =>
        engines[index % 4]?.submit(world.task('echo', { id: `task ${index}` }), {
          concurrencyKey,
          collapse: 'keep-latest',
        }),
      ),
    );
    const watch = await Watch.of(world);
    const rows = await watch.query<{ state: string; count: number }>(
      'SELECT state, count(*)::int AS count FROM own.task GROUP BY state ORDER BY state',
    );
    expect(rows).toEqual([
      { state: 'cancelled', count: 19 },
      { state: 'queued', count: 1 },
    ]);
  });

  it('records which task superseded a task', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await engine.submit(world.task('echo', { id: 'old' }), { concurrencyKey });
    await engine.submit(world.task('echo', { id: 'new' }), { concurrencyKey, collapse: 'keep-latest' });
    const watch = await Watch.of(world);
    expect((await watch.history('old')).at(-1)).toMatchObject({
      state: 'cancelled',
      data: { outcome: 'superseded', reason: 'superseded by new' },
    });
  });

  it('lets the running task continue', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    await engine.submit(world.task('wait', { id: 'running', gate: 'g' }), { concurrencyKey });
    engine.consume({ slots: 2, runner: world.runner() });
    await watch.reaches('running', 'running');
    for (const id of ['second', 'third']) {
      await engine.submit(world.task('echo', { id }), { concurrencyKey, collapse: 'keep-latest' });
    }
    world.gates.open('g');
    await engine.tasks.wait('third');
    expect([await watch.state('running'), await watch.state('second')]).toEqual(['succeeded', 'cancelled']);
  });

  it('stops the running task, with that policy, before the new one starts', async () => {
    await using world = new EngineWorld();
    const [engine, other] = [await world.engine(), await world.engine()];
    const watch = await Watch.of(world);
    await engine.submit(world.task('wait', { id: 'running', gate: 'never' }), { concurrencyKey });
    engine.consume({ slots: 2, runner: world.runner() });
    await watch.reaches('running', 'running');
    await other.submit(world.task('echo', { id: 'new' }), { concurrencyKey, collapse: 'cancel-in-progress' });
    await other.tasks.wait('new');
    expect(await watch.state('running')).toBe('cancelled');
    expect(await watch.mostAtOnce()).toBe(1);
  });

  it('restarts the debounce time for each task', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const collapse = { debounce: 3_600_000 };
    for (const id of ['one', 'two'])
      await engine.submit(world.task('echo', { id }), { concurrencyKey, collapse });
    expect([(await engine.tasks.get('one')).state, (await engine.tasks.get('two')).state]).toEqual([
      'cancelled',
      'scheduled',
    ]);
  });

  it('keeps later tasks of the same batch', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await engine.submitMany([
      { task: world.task('echo', { id: 'one' }), options: { concurrencyKey } },
      { task: world.task('echo', { id: 'two' }), options: { concurrencyKey, collapse: 'keep-latest' } },
      { task: world.task('echo', { id: 'three' }), options: { concurrencyKey } },
    ]);
    const watch = await Watch.of(world);
    expect([await watch.state('one'), await watch.state('two'), await watch.state('three')]).toEqual([
      'cancelled',
      'queued',
      'queued',
    ]);
  });

  it('leaves an existing task as it is', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const options = { concurrencyKey, collapse: 'keep-latest' } as const;
    await engine.submit(world.task('echo', { id: 'one' }), options);
    await engine.submit(world.task('echo', { id: 'two' }), { concurrencyKey });
    expect(await engine.submit(world.task('echo', { id: 'one' }), options)).toMatchObject({
      isDuplicate: true,
    });
    expect((await engine.tasks.get('two')).state).toBe('queued');
  });

  it("sets no reason for later changes in the caller's transaction", async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const transaction = await world.client();
    await engine.submit(world.task('echo', { id: 'one' }), { concurrencyKey });
    await transaction.query('BEGIN');
    await engine.submit(world.task('echo', { id: 'two' }), {
      concurrencyKey,
      collapse: 'keep-latest',
      transaction,
    });
    const { rows } = await transaction.query(`SELECT ${world.schema}.reason() AS reason`);
    await transaction.query('COMMIT');
    expect(rows).toEqual([{ reason: null }]);
    expect((await engine.tasks.get('one')).state).toBe('cancelled');
  });

  it('is refused without a concurrencyKey', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await expect(engine.submit(world.task('echo'), { collapse: 'keep-latest' })).rejects.toMatchObject({
      code: 'INVALID_TASK',
    });
  });
});
