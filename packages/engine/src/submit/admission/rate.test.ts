import { describe, expect, it } from 'vitest';
import { EngineWorld } from '../../fixtures/engine-world.ts';
import { Watch } from '../../fixtures/watch.ts';

interface Start {
  readonly due: number;
  readonly created: number;
}

async function dueTimes(watch: Watch): Promise<number[]> {
  const rows = await watch.query<Start>(
    `SELECT (extract(epoch FROM due_at) * 1000)::float8 AS due, (extract(epoch FROM created_at) * 1000)::float8 AS created
     FROM own.task ORDER BY due_at`,
  );
  return rows.map(({ due }) => due);
}

describe('rate by key', () => {
  it('spreads tasks that several engines submit simultaneously', async () => {
    await using world = new EngineWorld();
    const engines = await Promise.all([world.engine(), world.engine(), world.engine()]);
    const rate = { key: 'api', limit: 5, per: 100_000 };
    await Promise.all(
      Array.from({ length: 30 }, async (_, index) =>
        engines[index % 3]?.submit(world.task('echo'), { rate }),
      ),
    );
    const due = await dueTimes(await Watch.of(world));
    const [burst, later] = [due.slice(0, 5), due.slice(5)];
    expect((burst.at(-1) ?? 0) - (burst[0] ?? 0)).toBeLessThan(20_000);
    for (const [index, time] of later.slice(1).entries()) {
      expect(Math.abs(time - (later[index] ?? 0) - 20_000)).toBeLessThan(5);
    }
  });

  it('keeps tasks scheduled until they are due', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const rate = { key: 'api', limit: 1, per: 3_600_000 };
    const first = await engine.submit(world.task('echo'), { rate });
    const second = await engine.submit(world.task('echo'), { rate });
    expect([(await engine.tasks.get(first.id)).state, (await engine.tasks.get(second.id)).state]).toEqual([
      'queued',
      'scheduled',
    ]);
  });

  it('does not count an existing task again', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine({ projects: { project: { rate: { limit: 2, per: 3_600_000 } } } });
    await engine.submit(world.task('echo', { id: 'one' }));
    await engine.submit(world.task('echo', { id: 'one' }));
    await engine.submit(world.task('echo', { id: 'two' }));
    expect((await engine.tasks.get('two')).state).toBe('queued');
  });
});
