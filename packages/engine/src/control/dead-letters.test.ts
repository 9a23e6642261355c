import { describe, expect, it } from 'vitest';
import type { Engine } from '../engine.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';

/** Tasks that have failed for good, in the order of their submission. */
async function failSome(world: EngineWorld, engine: Engine, count: number): Promise<string[]> {
  const watch = await Watch.of(world);
  const consumer = engine.consume({ slots: 8, runner: world.runner() });
  const submitted = await engine.submitMany(
    Array.from({ length: count }, (_, index) => ({
      task: { ...world.task('fail', { attempts: 1 }), projectId: `project-${index % 2}` },
      options: { retry: { limit: 0 } },
    })),
  );
  for (const { id } of submitted) await watch.reaches(id, 'failed');
  await consumer.stop();
  return submitted.map(({ id }) => id);
}

describe('dead letters', { timeout: 60_000 }, () => {
  it('contain a task that failed for good, with its error', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const [id] = await failSome(world, engine, 1);
    expect(await engine.deadLetters.list()).toEqual([
      {
        id,
        type: 'fail',
        projectId: 'project-0',
        attempts: 1,
        failedAt: expect.any(Date),
        error: expect.objectContaining({ code: 'HANDLER_FAILED', message: 'It fails.' }),
      },
    ]);
  });

  it('contain no task that will be retried or was cancelled', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const again = await engine.submit(world.task('fail'), {
      retry: { delay: 3_600_000, maxDelay: 3_600_000 },
    });
    const cancelled = await engine.submit(world.task('echo'), { delay: 60_000 });
    await engine.tasks.cancel(cancelled.id);
    engine.consume({ slots: 1, runner: world.runner() });
    await watch.reaches(again.id, 'scheduled');
    expect(await engine.deadLetters.list()).toEqual([]);
  });

  it('are listed in pages, by type or project', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const ids = await failSome(world, engine, 5);
    const first = await engine.deadLetters.list({ limit: 2 });
    const second = await engine.deadLetters.list({ limit: 5, after: first.at(-1)?.id });
    expect([...first, ...second].map(({ id }) => id)).toEqual(ids);
    const ofProject = await engine.deadLetters.list({ projectId: 'project-1' });
    expect(ofProject.map(({ id }) => id)).toEqual([ids[1], ids[3]]);
    expect(await engine.deadLetters.list({ type: 'echo' })).toEqual([]);
    await expect(engine.deadLetters.list({ limit: 0 })).rejects.toMatchObject({ code: 'INVALID_TASK' });
  });

  it('are deleted when their tasks are retried', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const ids = await failSome(world, engine, 3);
    expect(await engine.deadLetters.redrive({ ids: [ids[1] ?? '', 'nothing'] })).toEqual([ids[1]]);
    expect(await engine.deadLetters.redrive({ limit: 1 })).toEqual([ids[0]]);
    expect((await engine.deadLetters.list()).map(({ id }) => id)).toEqual([ids[2]]);
    engine.consume({ slots: 1, runner: world.runner() });
    for (const id of ids.slice(0, 2)) {
      await watch.reaches(id, 'succeeded');
      expect((await watch.history(id)).at(-1)).toMatchObject({ attempt: 2 });
    }
    expect(await watch.state(ids[2] ?? '')).toBe('failed');
  });

  it('are each retried once by two simultaneous calls', async () => {
    await using world = new EngineWorld();
    const [one, other] = [await world.engine(), await world.engine()];
    const watch = await Watch.of(world);
    const ids = await failSome(world, one, 40);
    const redriven = (
      await Promise.all([one.deadLetters.redrive(), other.deadLetters.redrive(), one.deadLetters.redrive()])
    ).flat();
    expect(new Set(redriven).size).toBe(redriven.length);
    // What one found locked it left to the other.
    expect(redriven.toSorted()).toEqual(ids.toSorted());
    for (const id of ids) {
      const history = await watch.history(id);
      expect(history.filter(({ data }) => data?.['outcome'] === 'retried')).toHaveLength(1);
    }
    expect(await one.deadLetters.list()).toEqual([]);
  });
});
