import { describe, expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';

const limited = { concurrency: { key: 'k', limit: 1 } };

describe('fetching that waits for the lock of another transaction', () => {
  it.concurrent.each([
    ['of claims with limits', limited, `pg_advisory_xact_lock(hashtextextended('OWN concurrency', 0))`],
    ['on a task with a limit', limited, `id FROM OWN.task WHERE id = 'held' FOR UPDATE`],
    ['on a task with an order', { concurrencyKey: 'k' }, `id FROM OWN.task WHERE id = 'held' FOR UPDATE`],
  ])('%s does not delay other queues, and returns nothing stale', { timeout: 30_000 }, async (...row) => {
    const [, options, lock] = row;
    await using world = new EngineWorld();
    const engine = await world.engine();
    await engine.submit(world.task('echo', { id: 'held' }), options);
    const holder = await world.client();
    await holder.query(`BEGIN; SELECT ${lock.replace('OWN', world.schema)}`);
    engine.consume({ slots: 1, runner: world.runner() });
    const held = holder.query('SELECT pg_sleep(6); ROLLBACK').then(() => 'held for long');
    const { id } = await engine.submit(world.task('echo'));
    const other = engine.tasks.wait(id).then(() => 'another queue');
    await expect(Promise.race([other, held])).resolves.toBe('another queue');
    await held;
    await expect(engine.tasks.wait('held')).resolves.toMatchObject({ attempt: 1 });
    const states = (await (await Watch.of(world)).history('held')).map(({ state }) => state);
    expect(states).toEqual(['queued', 'running', 'succeeded']);
    expect(world.problems).toEqual([]);
  });
});
