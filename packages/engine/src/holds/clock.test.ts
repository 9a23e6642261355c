import { afterEach, expect, it, vi } from 'vitest';
import type { Engine } from '../engine.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';

const reason = { code: 'PAUSED', message: 'The office is closed.' };
const HOUR = 3_600_000;

afterEach(() => vi.useRealTimers());

/** Resolves when a consumer has passed over what is held. */
async function runsAnother(world: EngineWorld, engine: Engine): Promise<void> {
  const { id } = await engine.submit({ ...world.task('echo'), projectId: 'another' }, { priority: -1 });
  await engine.tasks.wait(id);
}

it("ends a hold by the database's clock, however the clocks of engines are set", async () => {
  await using world = new EngineWorld();
  const engine = await world.engine();
  const until = new Date(Date.now() + HOUR);
  await engine.holds.place({ id: 'pause', scope: { project: 'project' }, reason, until });
  await engine.submit(world.task('echo', { id: 'held' }));
  engine.consume({ slots: 1, runner: world.runner() });
  for (const shift of [2 * HOUR, -2 * HOUR]) {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + shift });
    await runsAnother(world, engine);
    expect((await engine.tasks.get('held')).attempt).toBe(0);
    expect((await engine.tasks.explain('held')).waitingFor[0]).toMatchObject({ code: 'HOLD', until });
    vi.useRealTimers();
  }
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 2 * HOUR });
  const past = { scope: { all: true }, reason, until: new Date(Date.now() + HOUR) } as const;
  await expect(engine.holds.place(past)).rejects.toMatchObject({
    code: 'INVALID_TASK',
    message: expect.stringContaining('until') as string,
  });
  await engine.holds.release('pause');
  await engine.tasks.wait('held');
  expect(world.problems).toEqual([]);
});

it("keeps a hold when the database's clock is set back before its end, and ends it when it is set forward behind it", async () => {
  await using world = new EngineWorld();
  const engine = await world.engine();
  const watch = await Watch.of(world);
  let ahead = 0;
  /** Sets it by so many hours. As it sees them, the ends of holds move the other way. */
  const setClock = async (hours: number): Promise<void> => {
    await watch.query(`UPDATE own.hold SET until = until - make_interval(hours => $1)`, [hours - ahead]);
    await watch.query(
      `CREATE OR REPLACE FUNCTION boss.job_now() RETURNS timestamptz LANGUAGE sql STABLE AS
       $$ SELECT pg_catalog.now() + interval '${hours} hours' $$`,
    );
    ahead = hours;
  };
  const until = new Date(Date.now() + HOUR);
  await engine.holds.place({ id: 'pause', scope: { project: 'project' }, reason, until });
  await engine.submit(world.task('echo', { id: 'before' }));
  engine.consume({ slots: 1, runner: world.runner() });
  await setClock(-3);
  await engine.submit(world.task('echo', { id: 'after' }));
  await runsAnother(world, engine);
  expect(await engine.tasks.counts()).toMatchObject({ queued: 2 });
  await setClock(3);
  await engine.tasks.wait('before');
  await engine.tasks.wait('after');
  expect(await engine.holds.list()).toEqual([]);
  expect(world.problems).toEqual([]);
});
