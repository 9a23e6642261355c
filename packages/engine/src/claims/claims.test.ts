import { describe, expect, it } from 'vitest';
import type { Engine } from '../engine.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';
import type { TaskClaims } from './task-claims.ts';

/** The claims of a task that runs somewhere. */
async function running(
  world: EngineWorld,
  engine: Engine,
  watch: Watch,
  taskId: string,
): Promise<TaskClaims> {
  await engine.submit(world.task('echo', { id: taskId }));
  await watch.fetch(taskId);
  return engine.claims.for({ taskId, attempt: 1, projectId: 'project' });
}

const CLAIMED = { code: '@poppobuilder/github/CLAIMED', retryable: true };

describe('a claim', { timeout: 60_000 }, () => {
  it('excludes other tasks until it is released', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const one = await running(world, engine, watch, 'one');
    const other = await running(world, engine, watch, 'other');
    const claim = await one.claim(1);
    await expect(other.claim(1)).rejects.toMatchObject({
      ...CLAIMED,
      message: 'The task "one" already works on #1.',
    });
    await other.claim(2);
    await one.claim(1);
    await claim.release();
    await other.claim(1);
  });

  it('ends with the lease of its task, whose next attempt gets its own claim', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const one = await running(world, engine, watch, 'one');
    const other = await running(world, engine, watch, 'other');
    const stale = await one.claim(1);
    await watch.loseWorker('one');
    await watch.reaches('one', 'queued');
    await watch.fetch('one');
    await expect(one.claim(1)).rejects.toMatchObject({ code: 'LEASE_LOST' });
    const claim = await other.claim(1);
    // What the lost attempt still says changes nothing.
    await stale.release();
    const again = engine.claims.for({ taskId: 'one', attempt: 2, projectId: 'project' });
    await expect(again.claim(1)).rejects.toMatchObject(CLAIMED);
    await claim.release();
    await again.claim(1);
  });

  it('is given to exactly one of many simultaneous tasks', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const all: TaskClaims[] = [];
    for (let index = 0; index < 12; index += 1)
      all.push(await running(world, engine, watch, `task-${index}`));
    const settled = await Promise.allSettled(all.map(async (claims) => claims.claim(1)));
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('can be cleared only after its task has stopped running', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const one = await running(world, engine, watch, 'one');
    const other = await running(world, engine, watch, 'other');
    await one.claim(1);
    await other.clear(1);
    expect(await watch.query('SELECT FROM own.claim')).toHaveLength(1);
    await watch.fail('one', { code: 'HANDLER_FAILED', retryable: false });
    await other.clear(1);
    expect(await watch.query('SELECT FROM own.claim')).toHaveLength(0);
  });
});
