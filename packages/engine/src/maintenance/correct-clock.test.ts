import { describe, expect, it } from 'vitest';
import type { Engine } from '../engine.ts';
import { ScheduleWorld } from '../schedules/fixtures/schedule-world.ts';
import type { ScheduleOptions } from '../schedules/schedule-options.ts';

const eachMinute = (world: ScheduleWorld): ScheduleOptions => ({
  id: 'each-minute',
  every: 60_000,
  task: world.task('echo'),
});

/** Sets the clock back; resolves when that was found out, and intervals count from there. */
async function setBack(world: ScheduleWorld, engine: Engine, time: string): Promise<void> {
  await world.setTime(time);
  await world.until(async () => {
    const schedule = await engine.schedules.get('each-minute', { count: 1 });
    return schedule?.next[0]?.getTime() === Date.parse(time) + 60_000;
  });
}

describe("a database's clock that is set back", { timeout: 30_000 }, () => {
  it('leaves waiting times as they were, and restarts intervals', async () => {
    await using world = new ScheduleWorld('2040-01-01T10:00:00Z');
    const engine = await world.engine();
    engine.consume({ slots: 1, runner: world.runner() });
    await engine.schedules.set(eachMinute(world));
    await engine.submit(world.task('echo', { id: 'later' }), { delay: 90_000 });
    await setBack(world, engine, '2040-01-01T09:00:00Z');
    await world.pass(engine, 'each-minute', '2040-01-01T09:01:29Z');
    const first = 'schedule:each-minute:2040-01-01T09:01:00.000Z';
    await world.until(async () => (await world.tasks())[1]?.state === 'succeeded');
    expect(await world.tasks()).toMatchObject([
      { id: 'later', state: 'scheduled' },
      { id: first, state: 'succeeded' },
    ]);
    await world.setTime('2040-01-01T09:01:30Z');
    expect(await engine.tasks.wait('later')).toMatchObject({ success: true });
    expect(world.problems).toEqual([]);
  });

  it('runs times of cron and single times once, although the clock shows them twice', async () => {
    await using world = new ScheduleWorld('2040-01-01T10:00:00Z');
    const engine = await world.engine();
    engine.consume({ slots: 1, runner: world.runner() });
    await engine.schedules.set({ id: 'half-hourly', cron: '*/30 * * * *', task: world.task('echo') });
    await engine.schedules.set({
      id: 'once',
      at: new Date('2040-01-01T11:00:00Z'),
      task: world.task('echo'),
    });
    await world.pass(engine, 'half-hourly', '2040-01-01T10:30:00Z');
    await engine.schedules.set(eachMinute(world));
    await setBack(world, engine, '2040-01-01T09:45:00Z');
    await engine.schedules.remove('each-minute');
    await world.pass(engine, 'half-hourly', '2040-01-01T11:00:00Z');
    await world.pass(engine, 'once', '2040-01-01T11:00:00Z');
    expect((await world.taskIds()).toSorted()).toEqual([
      'schedule:half-hourly:2040-01-01T10:30:00.000Z',
      'schedule:half-hourly:2040-01-01T11:00:00.000Z',
      'schedule:once:2040-01-01T11:00:00.000Z',
    ]);
  });
});
