import type { HoldOptions } from '@poppobuilder/engine';
import { describe, expect, it } from 'vitest';
import { type ActiveHours, activeHoursSchema } from '../configuration/active-hours-configuration.ts';
import { RulesWorld } from '../fixtures/rules-world.ts';
import { ActiveHoursKeeper } from './active-hours.ts';
import { hoursAt } from './hours.ts';
import { parseDays } from './parse-days.ts';

const hours = (given: object): ActiveHours =>
  activeHoursSchema.parse({ timeZone: 'Europe/Berlin', ...given });

describe('days', () => {
  it.each([
    ['mon-fri', [1, 2, 3, 4, 5]],
    ['wed', [3]],
    ['fri-mon, wed', [0, 1, 3, 5, 6]],
    ['Sun-Sat', [0, 1, 2, 3, 4, 5, 6]],
  ])('%s are %j', (text, days) => {
    expect(parseDays(text)).toEqual({ days });
  });

  it.each(['', 'monday', 'mon-', 'mon-tue-wed', 'mon,'])('are not %j', (text) => {
    expect(parseDays(text).problem).toContain('is not a day');
  });
});

describe('active hours', () => {
  const office = { days: 'mon-fri', from: '08:00', to: '20:00' };
  const night = { days: 'fri', from: '22:00', to: '06:00' };
  it.each([
    // A Tuesday; Berlin is one hour ahead of UTC.
    ['during the day', office, '2026-12-01T12:00:00Z', true, '2026-12-01T19:00:00Z'],
    ['as they open', office, '2026-12-01T07:00:00Z', true, '2026-12-01T19:00:00Z'],
    ['just before', office, '2026-12-01T06:59:59.999Z', false, '2026-12-01T07:00:00Z'],
    ['as they close', office, '2026-12-01T19:00:00Z', false, '2026-12-02T07:00:00Z'],
    ['on a Saturday', office, '2026-12-05T12:00:00Z', false, '2026-12-07T07:00:00Z'],
    ['before midnight', night, '2026-12-04T22:00:00Z', true, '2026-12-05T05:00:00Z'],
    ['after midnight', night, '2026-12-05T04:59:00Z', true, '2026-12-05T05:00:00Z'],
    ['the evening after', night, '2026-12-05T22:00:00Z', false, '2026-12-11T21:00:00Z'],
    ['over the week-end', { days: 'fri-sun' }, '2026-12-04T12:00:00Z', true, '2026-12-06T23:00:00Z'],
    ['on Monday after it', { days: 'fri-sun' }, '2026-12-06T23:00:00Z', false, '2026-12-10T23:00:00Z'],
    ['that are always', {}, '2026-12-04T12:00:00Z', true, undefined],
    // Clocks go back on 2026-10-25, and the night has an hour more.
    [
      'in a night with 25 hours',
      { days: 'sat', from: '22:00', to: '06:00' },
      '2026-10-24T20:30:00Z',
      true,
      '2026-10-25T05:00:00Z',
    ],
  ])('%s are open or closed', (_, given, now, isOpen, until) => {
    expect(hoursAt(hours(given), new Date(now))).toEqual({
      isOpen,
      until: until === undefined ? undefined : new Date(until),
    });
  });

  it('hold every task of the project while they are closed, with the time when they open', async () => {
    await using world = new RulesWorld();
    const engine = await world.engine();
    const today = new Date().getUTCDay();
    const names = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
    const closed = hours({ days: names[(today + 3) % 7], timeZone: 'UTC' });
    world.configuration = world.configured({ activeHours: closed });
    const keeper = new ActiveHoursKeeper({
      holds: engine.holds,
      configuration: () => world.configuration,
      onError: (error) => world.problems.push(error),
    });
    world.closeLater(() => keeper.close());
    await keeper.refresh();
    const { id } = await engine.submit(world.task());
    const { until } = hoursAt(closed, new Date());
    expect((await engine.tasks.explain(id)).waitingFor[0]).toMatchObject({ code: 'ACTIVE_HOURS', until });
    world.configuration = world.configured({ activeHours: hours({ timeZone: 'UTC' }) });
    await keeper.refresh();
    expect(await engine.holds.list()).toEqual([]);
    expect(world.problems).toEqual([]);
  });

  it('that cannot be computed hold, and an earlier hold is taken over', async () => {
    const placed: HoldOptions[] = [];
    const holds = {
      list: async () => [{ id: 'active-hours/gone', scope: { project: 'gone' } }],
      place: async (hold: HoldOptions) => placed.push(hold),
      release: async (id: string) => placed.push({ id } as HoldOptions),
    } as never;
    const broken = { ...hours({}), timeZone: 'Nowhere/Never' };
    await using world = new RulesWorld();
    const keeper = new ActiveHoursKeeper({
      holds,
      configuration: () => world.configured({ activeHours: broken }),
      onError: (error) => world.problems.push(error),
    });
    await keeper.refresh();
    keeper.close();
    expect(placed).toMatchObject([
      { id: 'active-hours/shop', reason: { message: 'The active hours of "shop" cannot be computed.' } },
      { id: 'active-hours/gone' },
    ]);
    expect(world.problems).toEqual([]);
  });
});
