import { describe, expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { ScheduleWorld } from './fixtures/schedule-world.ts';

describe('occurrences', () => {
  it('submit tasks with their schedule and their time', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const runner = world.runner();
    const completed = new Promise((resolve) => runner.on('task-completed', resolve));
    engine.consume({ slots: 1, runner });
    const task = world.task('echo', { value: 1, metadata: { team: 'a' } });
    const { next } = await engine.schedules.set({ id: 'each-second', cron: '* * * * * *', task });
    const occurrence = next[0]?.toISOString();
    expect(await completed).toMatchObject({
      task: {
        id: `schedule:each-second:${occurrence}`,
        metadata: { team: 'a', schedule: { id: 'each-second', occurrence } },
      },
      result: { value: 1 },
    });
    expect(world.problems).toEqual([]);
  });

  it('are due at the local time of their zone, also when daylight saving time begins or ends', async () => {
    await using world = new ScheduleWorld('2026-03-27T12:00:00Z');
    const engine = await world.engine();
    engine.consume({ slots: 1, runner: world.runner() });
    const options = { cron: '30 2 * * *', timeZone: 'Europe/Berlin', task: world.task('echo') };
    await engine.schedules.set({ id: 'night', ...options });
    await world.pass(engine, 'night', '2026-03-28T01:30:01Z');
    await world.pass(engine, 'night', '2026-03-29T01:00:01Z');
    await world.pass(engine, 'night', '2026-03-30T00:30:01Z');
    expect(await world.taskIds()).toEqual([
      'schedule:night:2026-03-28T01:30:00.000Z',
      'schedule:night:2026-03-29T01:00:00.000Z',
      'schedule:night:2026-03-30T00:30:00.000Z',
    ]);
    await world.pass(engine, 'night', '2026-10-25T00:30:01Z');
    await world.pass(engine, 'night', '2026-10-25T01:30:01Z');
    await world.pass(engine, 'night', '2026-10-26T01:30:01Z');
    expect((await world.taskIds()).slice(3)).toEqual([
      'schedule:night:2026-10-25T00:30:00.000Z',
      'schedule:night:2026-10-26T01:30:00.000Z',
    ]);
  });

  it('of intervals are counted from the creation of the schedule', async () => {
    await using world = new ScheduleWorld('2026-01-01T00:00:00.250Z');
    const engine = await world.engine();
    engine.consume({ slots: 1, runner: world.runner() });
    const given = { id: 'often', every: 1_500, task: world.task('echo') };
    await engine.schedules.set(given);
    await world.pass(engine, 'often', '2026-01-01T00:00:02Z');
    await engine.schedules.set({ ...given, task: world.task('echo', { value: 2 }) });
    const { next } = await world.pass(engine, 'often', '2026-01-01T00:00:04Z');
    expect(await world.taskIds()).toEqual([
      'schedule:often:2026-01-01T00:00:01.750Z',
      'schedule:often:2026-01-01T00:00:03.250Z',
    ]);
    expect(next.slice(0, 2)).toEqual([
      new Date('2026-01-01T00:00:04.750Z'),
      new Date('2026-01-01T00:00:06.250Z'),
    ]);
  });

  it('occur once for a single time', async () => {
    await using world = new ScheduleWorld('2026-01-01T00:00:00Z');
    const engine = await world.engine();
    engine.consume({ slots: 1, runner: world.runner() });
    const given = { id: 'once', at: new Date('2026-01-02T00:00:00Z'), task: world.task('echo') };
    await engine.schedules.set(given);
    const schedule = await world.pass(engine, 'once', '2026-01-02T00:00:01Z');
    expect(schedule.last).toEqual({ at: given.at, taskId: 'schedule:once:2026-01-02T00:00:00.000Z' });
    expect(await engine.schedules.set(given)).toMatchObject({ next: [], last: schedule.last });
    expect(await world.taskIds()).toHaveLength(1);
  });

  it('are processed once by several engines whose connections are cut', { timeout: 60_000 }, async () => {
    await using world = new ScheduleWorld('2026-01-01T00:00:00Z');
    const engines = await Promise.all(
      ['a', 'b', 'c'].map(async (name) => world.engine({ name: `${name} ${world.schema}` })),
    );
    const [engine] = engines;
    if (engine === undefined) throw new Error('There is no engine.');
    for (const one of engines) one.consume({ slots: 2, runner: world.runner() });
    await engine.schedules.set({ id: 'hourly', cron: '0 * * * *', task: world.task('echo') });
    const hours = Array.from({ length: 20 }, (_, hour) => new Date(Date.UTC(2026, 0, 1, hour + 1)));
    for (const [index, hour] of hours.entries()) {
      await world.setTime(hour);
      if (index % 3 === 1) await world.cutConnections();
      await world.pass(engine, 'hourly', new Date(hour.getTime() + 1_000).toISOString());
    }
    expect(await world.taskIds()).toEqual(hours.map((hour) => `schedule:hourly:${hour.toISOString()}`));
  });

  it('wait for a transaction that changes their schedule', async () => {
    await using world = new ScheduleWorld('2026-01-01T00:00:00Z');
    const engine = await world.engine();
    engine.consume({ slots: 1, runner: world.runner() });
    await engine.schedules.set({ id: 'hourly', cron: '0 * * * *', task: world.task('echo') });
    const client = await world.client();
    await client.query(`BEGIN; SELECT FROM ${world.schema}.schedule FOR UPDATE`);
    await world.setTime('2026-01-01T01:00:00Z');
    await engine.submit(world.task('echo', { id: 'meanwhile' }));
    await world.until(async () => (await world.tasks())[0]?.state === 'succeeded');
    await client.query('COMMIT');
    await world.pass(engine, 'hourly', '2026-01-01T01:00:00Z');
    expect(await world.taskIds()).toEqual(['meanwhile', 'schedule:hourly:2026-01-01T01:00:00.000Z']);
    expect(world.problems).toEqual([]);
  });

  it('are processed although a statement timed out once while waiting for a lock', async () => {
    await using world = new ScheduleWorld('2026-01-01T00:00:00Z');
    const engine = await world.engine();
    await engine.schedules.set({
      id: 'once',
      at: new Date('2026-01-01T01:00:00Z'),
      task: world.task('echo'),
    });
    const { promise: failed, resolve: onError } = Promise.withResolvers<unknown>();
    const impatient = await world.engine({
      database: {
        url: world.url.replace('test_clock%3Don', 'test_clock%3Don%20-c%20statement_timeout%3D300'),
      },
      onError,
    });
    impatient.consume({ slots: 1, runner: world.runner() });
    const client = await world.client();
    await client.query(`BEGIN; LOCK TABLE ${world.schema}.task IN SHARE MODE`);
    await world.setTime('2026-01-01T01:00:00Z');
    expect(await failed).toMatchObject({ code: '57014' });
    await client.query('COMMIT');
    const { last, lastError } = await world.pass(engine, 'once', '2026-01-01T01:00:01Z');
    expect([last?.taskId, lastError]).toEqual(['schedule:once:2026-01-01T01:00:00.000Z', undefined]);
    expect(await world.taskIds()).toEqual(['schedule:once:2026-01-01T01:00:00.000Z']);
  });

  it('are processed only by engines that consume', async () => {
    await using world = new ScheduleWorld('2026-01-01T00:00:00Z');
    const submitter = await world.engine();
    await submitter.schedules.set({ id: 'hourly', cron: '0 * * * *', task: world.task('echo') });
    await world.setTime('2026-01-01T01:00:01Z');
    await submitter.submit(world.task('echo', { id: 'other' }));
    expect(await world.taskIds()).toEqual(['other']);
    const engine = await world.engine();
    engine.consume({ slots: 1, runner: world.runner() });
    await world.until(async () => (await world.tasks()).length === 2);
    expect(await world.taskIds()).toEqual(['other', 'schedule:hourly:2026-01-01T01:00:00.000Z']);
  });
});

describe('an occurrence whose task is refused', () => {
  it('is reported, and the next ones are processed', async () => {
    await using world = new ScheduleWorld('2026-01-01T00:00:00Z');
    const engine = await world.engine();
    await engine.schedules.set({ id: 'hourly', cron: '0 * * * *', task: world.task('echo') });
    const older = await world.engine({ plugins: [] });
    const consumer = older.consume({ slots: 1, runner: world.runner() });
    const { lastError, last } = await world.pass(engine, 'hourly', '2026-01-01T01:00:00Z');
    expect(lastError).toMatchObject({ at: new Date('2026-01-01T01:00:00Z'), code: 'UNKNOWN_TASK_TYPE' });
    expect(last).toBeUndefined();
    await consumer.stop();
    await older.close();
    engine.consume({ slots: 1, runner: world.runner() });
    await world.pass(engine, 'hourly', '2026-01-01T02:00:00Z');
    expect(await world.taskIds()).toEqual(['schedule:hourly:2026-01-01T02:00:00.000Z']);
  });
});

describe('a missed occurrence', () => {
  it('is dropped by default', async () => {
    await using world = new ScheduleWorld('2026-01-01T00:00:00Z');
    const engine = await world.engine();
    await engine.schedules.set({ id: 'hourly', cron: '0 * * * *', task: world.task('echo') });
    await world.setTime('2026-01-02T12:30:00Z');
    engine.consume({ slots: 1, runner: world.runner() });
    const schedule = await world.pass(engine, 'hourly', '2026-01-02T12:30:01Z');
    expect(schedule.lastMissed).toEqual(new Date('2026-01-02T12:00:00Z'));
    expect(schedule.next[0]).toEqual(new Date('2026-01-02T13:00:00Z'));
    expect(await world.taskIds()).toEqual([]);
  });

  it.each([
    { title: 'cron', timing: { cron: '0 * * * *' }, last: '2026-01-02T12:00:00.000Z' },
    { title: 'interval', timing: { every: 7_200_000 }, last: '2026-01-02T12:00:00.000Z' },
  ])('runs once, for the last occurrence, with the policy "once" ($title)', async ({ timing, last }) => {
    await using world = new ScheduleWorld('2026-01-01T00:00:00Z');
    const engine = await world.engine();
    const given = { id: 'some', ...timing, missed: 'once' as const, task: world.task('echo') };
    await engine.schedules.set(given);
    await world.setTime('2026-01-02T12:30:00Z');
    // As a daemon does that starts.
    await engine.schedules.set(given);
    engine.consume({ slots: 1, runner: world.runner() });
    await world.pass(engine, 'some', '2026-01-02T12:30:01Z');
    expect(await world.taskIds()).toEqual([`schedule:some:${last}`]);
  });

  it('does not lead to a burst after a short time', async () => {
    await using world = new ScheduleWorld('2026-01-01T00:00:00Z');
    const engine = await world.engine();
    await engine.schedules.set({ id: 'often', every: 1_000, task: world.task('echo') });
    await world.setTime('2026-01-01T00:00:10.500Z');
    engine.consume({ slots: 1, runner: world.runner() });
    const { lastMissed } = await world.pass(engine, 'often', '2026-01-01T00:00:10.600Z');
    expect(await world.taskIds()).toEqual(['schedule:often:2026-01-01T00:00:10.000Z']);
    expect(lastMissed).toEqual(new Date('2026-01-01T00:00:09Z'));
  });

  it.each([
    { missed: undefined, tasks: 1 },
    { missed: 'skip' as const, tasks: 0 },
  ])('of a single time runs late unless it is to be skipped ($missed)', async ({ missed, tasks }) => {
    await using world = new ScheduleWorld('2026-01-01T00:00:00Z');
    const engine = await world.engine();
    await engine.schedules.set({
      id: 'once',
      at: new Date('2026-01-02T00:00:00Z'),
      task: world.task('echo'),
      missed,
    });
    await world.setTime('2026-01-05T00:00:00Z');
    engine.consume({ slots: 1, runner: world.runner() });
    await world.pass(engine, 'once', '2026-01-05T00:00:01Z');
    expect(await world.taskIds()).toHaveLength(tasks);
  });
});

describe('a schedule', () => {
  it('does not make up for occurrences of a pause', async () => {
    await using world = new ScheduleWorld('2026-01-01T00:00:00Z');
    const engine = await world.engine();
    engine.consume({ slots: 1, runner: world.runner() });
    await engine.schedules.set({ id: 'hourly', cron: '0 * * * *', missed: 'once', task: world.task('echo') });
    expect(await engine.schedules.pause('hourly')).toMatchObject({ isPaused: true, next: [] });
    await world.pass(engine, 'hourly', '2026-01-01T05:30:00Z');
    const resumed = await engine.schedules.resume('hourly');
    expect(resumed).toMatchObject({ isPaused: false });
    expect(resumed.next[0]).toEqual(new Date('2026-01-01T06:00:00Z'));
    await world.pass(engine, 'hourly', '2026-01-01T06:00:01Z');
    expect(await world.taskIds()).toEqual(['schedule:hourly:2026-01-01T06:00:00.000Z']);
  });

  it('is changed by setting it again', async () => {
    await using world = new ScheduleWorld('2026-01-01T00:00:00Z');
    const engine = await world.engine();
    engine.consume({ slots: 1, runner: world.runner() });
    await engine.schedules.set({ id: 'some', cron: '0 * * * *', task: world.task('echo') });
    await engine.schedules.set({
      id: 'some',
      cron: '0 3 * * *',
      timeZone: 'Asia/Kathmandu',
      task: world.task('echo'),
    });
    const { next } = await world.pass(engine, 'some', '2026-01-01T20:00:00Z');
    expect(next.slice(0, 2)).toEqual([new Date('2026-01-01T21:15:00Z'), new Date('2026-01-02T21:15:00Z')]);
    expect(await world.taskIds()).toEqual([]);
    await world.pass(engine, 'some', '2026-01-01T21:15:01Z');
    expect(await world.taskIds()).toEqual(['schedule:some:2026-01-01T21:15:00.000Z']);
  });

  it('no longer exists after it was removed', async () => {
    await using world = new ScheduleWorld('2026-01-01T00:00:00Z');
    const engine = await world.engine();
    engine.consume({ slots: 1, runner: world.runner() });
    await engine.schedules.set({ id: 'one', cron: '0 * * * *', task: world.task('echo') });
    await engine.schedules.set({ id: 'two', cron: '0 * * * *', task: world.task('echo') });
    expect((await engine.schedules.list()).map(({ id, next }) => [id, next.length])).toEqual([
      ['one', 1],
      ['two', 1],
    ]);
    expect(await engine.schedules.remove('one')).toBe(true);
    expect(await engine.schedules.remove('one')).toBe(false);
    expect(await engine.schedules.get('one')).toBeUndefined();
    await world.pass(engine, 'two', '2026-01-01T01:00:01Z');
    expect(await world.taskIds()).toEqual(['schedule:two:2026-01-01T01:00:00.000Z']);
  });

  it('runs on request, in addition to its occurrences', async () => {
    await using world = new ScheduleWorld('2026-01-01T00:00:00Z');
    const engine = await world.engine();
    await engine.schedules.set({ id: 'hourly', cron: '0 * * * *', task: world.task('echo') });
    await engine.schedules.pause('hourly');
    const submitted = await engine.schedules.run('hourly');
    expect(submitted.id).toMatch(/^schedule:hourly:/);
    expect(await world.taskIds()).toEqual([submitted.id]);
    await expect(engine.schedules.run('none')).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
    await expect(engine.schedules.pause('none')).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
  });
});
