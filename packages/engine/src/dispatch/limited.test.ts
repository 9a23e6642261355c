import { describe, expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';
import { KeyHistory } from '../submit/admission/fixtures/key-history.ts';
import { Seeded } from '../submit/admission/fixtures/seeded.ts';

describe('concurrency by key', () => {
  it('is never exceeded by three engines, in any queue', { timeout: 120_000 }, async () => {
    await using world = new EngineWorld();
    const random = new Seeded();
    const engines = await Promise.all([world.engine(), world.engine(), world.engine()]);
    const limits = [1, 2, 3, 5];
    const ids: string[] = [];
    const submissions = Array.from({ length: 200 }, (_, index) => {
      const limit = limits[random.below(limits.length)] ?? 1;
      const key = `limit ${limit}`;
      ids.push(`task ${index}`);
      return {
        task: world.task(random.below(4) === 0 ? 'fail' : 'echo', {
          id: `task ${index}`,
          projectId: `project${random.below(3)}`,
          metadata: { key },
        }),
        options: {
          concurrency: { key, limit },
          priority: random.below(3),
          retry: { limit: 1, delay: 0 },
          ...(random.below(3) === 0 ? { concurrencyKey: `order ${random.below(5)}` } : {}),
        },
      };
    });
    for (const engine of engines) engine.consume({ slots: 6, runner: world.runner() });
    for (let start = 0; start < submissions.length; start += 20) {
      await engines[random.below(3)]?.submitMany(submissions.slice(start, start + 20));
    }
    await Promise.allSettled(ids.map(async (id) => engines[0]?.tasks.wait(id)));
    const history = await KeyHistory.read(await Watch.of(world));
    const most = history.mostAtOnce();
    for (const limit of limits) expect(most.get(`limit ${limit}`)).toBeLessThanOrEqual(limit);
    expect(most.get('limit 5')).toBeGreaterThan(1);
    expect(history.ended('succeeded').length + history.ended('failed').length).toBe(200);
    expect(world.problems).toEqual([]);
  });

  it(
    'is not exceeded when it is declared while tasks in order of a key wait',
    { timeout: 60_000 },
    async () => {
      await using world = new EngineWorld();
      const [plain, limiting] = [
        await world.engine(),
        await world.engine({ projects: { project: { concurrency: 1 } } }),
      ];
      const task = (id: string): ReturnType<typeof world.task> =>
        world.task('echo', { id, metadata: { key: 'project' } });
      const ids = Array.from({ length: 20 }, (_, index) => `task ${index}`);
      await plain.submitMany(
        ids.map((id, index) => ({ task: task(id), options: { concurrencyKey: `${index % 10}` } })),
      );
      await limiting.submit(task('last'), { concurrencyKey: '0' });
      for (const engine of [plain, limiting]) engine.consume({ slots: 4, runner: world.runner() });
      for (const id of [...ids, 'last']) await plain.tasks.wait(id);
      const history = await KeyHistory.read(await Watch.of(world));
      expect(history.mostAtOnce().get('project')).toBe(1);
      expect(history.starts('project')).toHaveLength(21);
    },
  );

  it('fills all free slots of several keys at once', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const runner = world.runner();
    const submissions = ['a', 'b', 'c', 'd'].flatMap((key) =>
      Array.from({ length: 10 }, () => ({
        task: world.task('wait', { gate: 'g' }),
        options: { concurrency: { key, limit: 2 } },
      })),
    );
    const submitted = await engine.submitMany(submissions);
    let count = 0;
    const eight = new Promise<void>((resolve) => {
      runner.on('task-started', () => {
        count += 1;
        if (count === 8) resolve();
      });
    });
    engine.consume({ slots: 8, runner });
    await eight;
    world.gates.open('g');
    for (const { id } of submitted) await engine.tasks.wait(id);
    expect(count).toBe(40);
  });

  it('starts the task of a key with the highest priority', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const task = (id: string): ReturnType<typeof world.task> =>
      world.task('echo', { id, metadata: { key: 'k' } });
    const concurrency = { key: 'k', limit: 1 };
    await engine.submitMany([
      { task: task('low'), options: { concurrency } },
      { task: task('middle'), options: { concurrency, priority: 1 } },
      { task: task('high'), options: { concurrency, priority: 2 } },
    ]);
    engine.consume({ slots: 4, runner: world.runner() });
    await engine.tasks.wait('low');
    const history = await KeyHistory.read(await Watch.of(world));
    expect(history.starts('k')).toEqual(['high', 'middle', 'low']);
  });

  it('applies by the policy of a project and by key, with the last limit', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine({ projects: { project: { concurrency: 2 } } });
    const submissions = Array.from({ length: 12 }, (_, index) => ({
      task: world.task('echo', { id: `${index}`, metadata: { key: 'project' } }),
      options: index % 2 === 0 ? { concurrency: { key: 'k', limit: 9 } } : {},
    }));
    await engine.submitMany(submissions);
    const other = await world.engine({ projects: { project: { concurrency: 1 } } });
    await other.submit(world.task('echo', { id: 'last', metadata: { key: 'project' } }));
    other.consume({ slots: 4, runner: world.runner() });
    engine.consume({ slots: 4, runner: world.runner() });
    for (const { task } of submissions) await engine.tasks.wait(task.id ?? '');
    await engine.tasks.wait('last');
    const history = await KeyHistory.read(await Watch.of(world));
    expect(history.mostAtOnce().get('project')).toBe(1);
  });
});
