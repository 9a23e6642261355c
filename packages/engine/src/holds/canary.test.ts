import { describe, expect, it } from 'vitest';
import type { Engine } from '../engine.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';

const reason = { code: 'USAGE_LIMIT', message: 'At the limit.' };
const PATIENTLY = { timeout: 20_000 };
const scope = { key: 'account' };
const soon = (milliseconds = 300): Date => new Date(Date.now() + milliseconds);

const submitTo = async (world: EngineWorld, engine: Engine, ids: readonly string[]): Promise<void> => {
  for (const id of ids) {
    await engine.submit(world.task('wait', { id, gate: id }), { holdKeys: ['account'], retry: { limit: 0 } });
  }
};

const canaryOf = async (engine: Engine): Promise<string | undefined> =>
  (await engine.holds.list())[0]?.canaryTask;

describe('a hold with a canary', () => {
  it('lets one task go first at its end, and the others when that has succeeded', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    await engine.holds.place({ id: 'limit', scope, reason, until: soon(), canary: true });
    await submitTo(world, engine, ['1', '2', '3']);
    engine.consume({ slots: 8, runner: world.runner() });
    await watch.reaches('1', 'running');
    expect(await engine.tasks.counts()).toMatchObject({ running: 1, queued: 2 });
    expect(await engine.holds.list()).toMatchObject([{ id: 'limit', canary: true, canaryTask: '1' }]);
    const { waitingFor } = await engine.tasks.explain('2');
    expect(waitingFor).toEqual([
      {
        code: 'USAGE_LIMIT',
        message: 'At the limit. The task "1" goes first, to try it.',
        since: expect.any(Date) as Date,
        by: { hold: 'limit' },
      },
    ]);
    world.gates.open('1');
    await watch.reaches('2', 'running');
    await watch.reaches('3', 'running');
    expect(await engine.holds.list()).toEqual([]);
    world.gates.open('2');
    world.gates.open('3');
    await Promise.all(['1', '2', '3'].map(async (id) => engine.tasks.wait(id)));
    expect(world.problems).toEqual([]);
  });

  it('tries another task when one was cancelled, lost or deferred, and holds again when it is placed again', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    engine.consume({ slots: 1, runner: world.runner() });
    await engine.submit(world.task('wait', { id: 'busy', gate: 'busy' }));
    await watch.reaches('busy', 'running');
    await submitTo(world, engine, ['1', '2']);
    const limit = { id: 'limit', scope, reason, canary: true };
    await engine.holds.place({ ...limit, until: soon(0) });
    await expect.poll(async () => canaryOf(engine), PATIENTLY).toBe('1');
    await engine.tasks.cancel('1');
    await expect.poll(async () => canaryOf(engine), PATIENTLY).toBe('2');
    await watch.fetch('2');
    await watch.release('2');
    await expect.poll(async () => canaryOf(engine), PATIENTLY).toBe('2');
    await engine.holds.place({ ...limit, until: soon(60_000) });
    expect(await engine.tasks.explain('2')).toMatchObject({
      waitingFor: [{ code: 'USAGE_LIMIT', until: expect.any(Date) as Date }],
    });
    await engine.holds.release('limit');
    world.gates.open('busy');
    world.gates.open('2');
    await engine.tasks.wait('2');
  });

  it('passes over tasks that something else keeps waiting, and takes the first one that comes later', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const held = { holdKeys: ['account'] };
    await engine.holds.place({ id: 'limit', scope, reason, until: soon(0), canary: true });
    await engine.holds.place({
      id: 'breaker',
      scope: { project: 'project' },
      reason,
      until: soon(0),
      canary: true,
    });
    await engine.submit(world.task('echo', { id: 'approval' }), {
      ...held,
      approval: { message: 'May it?' },
    });
    await engine.submit(world.task('echo', { id: 'later' }), { ...held, delay: 60_000 });
    await engine.submit(world.task('echo', { id: 'elsewhere' }), { ...held, requires: ['gpu'] });
    engine.consume({ slots: 1, runner: world.runner() });
    await engine.submit(world.task('echo', { id: 'free' }), held);
    await engine.tasks.wait('free');
    await expect.poll(async () => engine.holds.list(), PATIENTLY).toEqual([]);
  });

  it('needs an end', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await expect(engine.holds.place({ scope, reason, canary: true })).rejects.toMatchObject({
      code: 'INVALID_TASK',
      message: expect.stringContaining('canary') as string,
    });
  });
});
