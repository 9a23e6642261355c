import { describe, expect, it } from 'vitest';
import type { Engine } from '../engine.ts';
import { ScheduleWorld } from './fixtures/schedule-world.ts';
import type { OverlapPolicy, Schedule } from './schedule-options.ts';

const FIRST = 'schedule:often:2026-01-01T00:00:05.000Z';
const SECOND = 'schedule:often:2026-01-01T00:00:10.000Z';

/** The second occurrence comes while the task of the first one runs, before its lease would end by the clock. */
async function overlap(world: ScheduleWorld, policy: OverlapPolicy): Promise<[Engine, Schedule]> {
  const engine = await world.engine();
  engine.consume({ slots: 4, runner: world.runner() });
  const task = world.task('wait', { gate: 'end' });
  await engine.schedules.set({ id: 'often', cron: '*/5 * * * * *', overlap: policy, task });
  await world.pass(engine, 'often', '2026-01-01T00:00:05Z');
  await world.until(async () => (await states(world))[FIRST] === 'running');
  return [engine, await world.pass(engine, 'often', '2026-01-01T00:00:10Z')];
}

const states = async (world: ScheduleWorld): Promise<Record<string, string>> =>
  Object.fromEntries((await world.tasks()).map(({ id, state }) => [id, state]));

describe('an occurrence that is due while an earlier task runs', () => {
  it('runs at the same time', async () => {
    await using world = new ScheduleWorld('2026-01-01T00:00:00Z');
    await overlap(world, 'allow');
    await world.until(async () => (await states(world))[SECOND] === 'running');
    expect(await states(world)).toEqual({ [FIRST]: 'running', [SECOND]: 'running' });
    world.gates.open('end');
  });

  it('is skipped, but the next one after its end is not', async () => {
    await using world = new ScheduleWorld('2026-01-01T00:00:00Z');
    const [engine, schedule] = await overlap(world, 'skip');
    expect(schedule.lastSkipped).toEqual({ at: new Date('2026-01-01T00:00:10Z'), taskId: FIRST });
    expect(schedule.last?.taskId).toBe(FIRST);
    world.gates.open('end');
    await world.until(async () => (await states(world))[FIRST] === 'succeeded');
    const { last } = await world.pass(engine, 'often', '2026-01-01T00:00:15Z');
    expect(last?.taskId).toBe('schedule:often:2026-01-01T00:00:15.000Z');
    expect(await world.tasks()).toHaveLength(2);
  });

  it('is skipped because of an earlier one that was retried after a later one', async () => {
    await using world = new ScheduleWorld('2026-01-01T00:00:00Z');
    const engine = await world.engine();
    engine.consume({ slots: 4, runner: world.runner() });
    const given = { id: 'often', cron: '*/5 * * * * *', overlap: 'skip' as const };
    await engine.schedules.set({ ...given, task: world.task('wait', { gate: 'first' }) });
    await world.pass(engine, 'often', '2026-01-01T00:00:05Z');
    await engine.tasks.cancel(FIRST);
    await world.until(async () => (await states(world))[FIRST] === 'cancelled');
    await engine.schedules.set({ ...given, task: world.task('echo') });
    await world.pass(engine, 'often', '2026-01-01T00:00:10Z');
    await world.until(async () => (await states(world))[SECOND] === 'succeeded');
    await engine.tasks.retry(FIRST);
    const { lastSkipped, last } = await world.pass(engine, 'often', '2026-01-01T00:00:15Z');
    world.gates.open('first');
    expect(lastSkipped).toEqual({ at: new Date('2026-01-01T00:00:15Z'), taskId: FIRST });
    expect(last?.taskId).toBe(SECOND);
  });

  it('is not skipped because of a schedule whose id begins in the same way', async () => {
    await using world = new ScheduleWorld('2026-01-01T00:00:00Z');
    const engine = await world.engine();
    const given = { cron: '*/5 * * * * *', overlap: 'skip' as const, task: world.task('echo') };
    await engine.schedules.set({ ...given, id: 'often:more', options: { requires: ['nobody'] } });
    await engine.schedules.run('often:more');
    await engine.schedules.pause('often:more');
    await engine.schedules.set({ ...given, id: 'often' });
    engine.consume({ slots: 4, runner: world.runner() });
    const { last, lastSkipped } = await world.pass(engine, 'often', '2026-01-01T00:00:05Z');
    expect([last?.taskId, lastSkipped]).toEqual([FIRST, undefined]);
  });

  it('runs after it', async () => {
    await using world = new ScheduleWorld('2026-01-01T00:00:00Z');
    await overlap(world, 'queue');
    expect(await states(world)).toEqual({ [FIRST]: 'running', [SECOND]: 'queued' });
    world.gates.open('end');
    await world.until(async () => (await states(world))[SECOND] === 'succeeded');
    expect(await states(world)).toEqual({ [FIRST]: 'succeeded', [SECOND]: 'succeeded' });
  });

  it('replaces it', async () => {
    await using world = new ScheduleWorld('2026-01-01T00:00:00Z');
    await overlap(world, 'cancel');
    await world.until(async () => (await states(world))[SECOND] === 'running');
    expect(await states(world)).toEqual({ [FIRST]: 'cancelled', [SECOND]: 'running' });
    world.gates.open('end');
  });

  it('replaces one that waits', async () => {
    await using world = new ScheduleWorld('2026-01-01T00:00:00Z');
    const engine = await world.engine();
    await engine.schedules.set({
      id: 'some',
      cron: '0 * * * *',
      overlap: 'cancel',
      task: world.task('echo'),
    });
    await engine.schedules.run('some');
    await world.setTime('2026-01-01T00:10:00Z');
    await engine.schedules.run('some');
    expect((await world.tasks()).map(({ state }) => state)).toEqual(['cancelled', 'queued']);
  });
});
