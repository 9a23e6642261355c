import { describe, expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { checkSchedule } from './check-schedule.ts';
import type { ScheduleOptions } from './schedule-options.ts';

const task = { type: 'echo', projectId: 'project', projectPath: '/' };
const daily = { id: 'some', cron: '@daily', task };

describe('a schedule that is not valid', () => {
  it.each([
    { title: 'no time', given: { id: 'some', task }, names: 'cron: set exactly one of' },
    {
      title: 'two times',
      given: { ...daily, every: 1_000 },
      names: 'every: set exactly one of cron, every and at',
    },
    { title: 'words', given: { ...daily, cron: 'each day at nine in summer' }, names: 'cron:' },
    { title: 'four fields', given: { ...daily, cron: '* * * *' }, names: 'cron:' },
    { title: 'seven fields', given: { ...daily, cron: '* * * * * * 2030' }, names: 'cron:' },
    { title: 'a minute 60', given: { ...daily, cron: '60 * * * *' }, names: 'Invalid value for minute' },
    { title: 'a start of the system', given: { ...daily, cron: '@reboot' }, names: 'cron:' },
    { title: 'a point in time', given: { ...daily, cron: '2030-01-01T00:00:00' }, names: 'cron:' },
    { title: 'a day that never comes', given: { ...daily, cron: '0 0 30 2 *' }, names: 'never comes' },
    {
      title: 'no zone',
      given: { ...daily, timeZone: 'Europe/Atlantis' },
      names: 'timeZone: "Europe/Atlantis"',
    },
    {
      title: 'a zone of an interval',
      given: { id: 'some', every: 1_000, timeZone: 'UTC', task },
      names: 'timeZone:',
    },
    { title: 'a short interval', given: { id: 'some', every: 999, task }, names: 'every: is too frequent' },
    { title: 'a date of another age', given: { id: 'some', at: new Date(8.64e15), task }, names: 'at:' },
    { title: 'no date', given: { id: 'some', at: new Date(Number.NaN), task }, names: 'at:' },
    { title: 'a name with a space', given: { ...daily, id: 'a b' }, names: 'id: must be' },
    {
      title: 'a named task',
      given: { ...daily, task: { ...task, id: 'one' } },
      names: 'task.id: is not allowed',
    },
    {
      title: 'an idempotency key',
      given: { ...daily, options: { idempotencyKey: 'one' } },
      names: 'options.idempotencyKey:',
    },
    {
      title: 'a deadline',
      given: { ...daily, options: { deadline: new Date() } },
      names: 'options.deadline:',
    },
    {
      title: 'two orders',
      given: { ...daily, overlap: 'queue', options: { concurrencyKey: 'one' } },
      names: 'options.concurrencyKey:',
    },
    { title: 'an unknown policy', given: { ...daily, missed: 'all' }, names: 'missed:' },
    {
      title: 'an unknown field',
      given: { ...daily, timezone: 'UTC' },
      names: 'timezone: is not a known field',
    },
  ])('is refused, naming the field ($title)', ({ given, names }) => {
    expect(() => checkSchedule(given as ScheduleOptions)).toThrow(
      expect.objectContaining({ code: 'INVALID_CONFIG', message: expect.stringContaining(names) }),
    );
  });

  it('is refused because of its task, and leaves the existing one as it is', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const given = { id: 'some', cron: '@daily', task: world.task('echo') };
    const { next } = await engine.schedules.set(given);
    const changes: [Partial<ScheduleOptions>, string][] = [
      [{ task: world.task('echo', { unknown: 1 }) }, 'INVALID_TASK'],
      [{ task: world.task('nothing') }, 'UNKNOWN_TASK_TYPE'],
      [{ options: { priority: 0.5 } }, 'INVALID_TASK'],
      [{ task: world.task('echo', { projectConfig: { githubToken: 'ghp_0123456789' } }) }, 'INVALID_TASK'],
    ];
    for (const [change, code] of changes) {
      await expect(engine.schedules.set({ ...given, ...change })).rejects.toMatchObject({ code });
    }
    expect(await engine.schedules.get('some')).toMatchObject({ next, task: given.task });
  });
});
