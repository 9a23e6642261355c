import { expect, it } from 'vitest';
import { scheduleSchema } from '../configuration/schedule-configuration.ts';
import { RulesWorld } from '../fixtures/rules-world.ts';
import { syncSchedules } from './sync-schedules.ts';

const schedule = (given: object): ReturnType<typeof scheduleSchema.parse> =>
  scheduleSchema.parse({ task: { type: 'work' }, ...given });

it('the schedules of an engine follow the configuration, and those of others stay', async () => {
  await using world = new RulesWorld();
  const engine = await world.engine();
  await engine.schedules.set({ id: 'trigger:test/shop', every: 60_000, task: world.task() });
  const ids = async (): Promise<string[]> => (await engine.schedules.list()).map(({ id }) => id);
  const nightly = schedule({ cron: '30 2 * * *', timeZone: 'Europe/Berlin', overlap: 'skip' });
  const first = world.configured({ schedules: { nightly, often: schedule({ every: 60_000 }) } });
  await syncSchedules(engine, first);
  expect(await ids()).toEqual(['shop/nightly', 'shop/often', 'trigger:test/shop']);
  await engine.schedules.pause('shop/nightly');
  const changed = schedule({ every: 90_000, options: { priority: 3 } });
  await syncSchedules(engine, world.configured({ schedules: { nightly, other: changed } }));
  expect(await engine.schedules.list()).toMatchObject([
    { id: 'shop/nightly', cron: '30 2 * * *', timeZone: 'Europe/Berlin', overlap: 'skip', isPaused: true },
    { id: 'shop/other', every: 90_000, options: { priority: 3 }, task: { projectPath: world.folder } },
    { id: 'trigger:test/shop' },
  ]);
  const broken = schedule({ every: 60_000, task: { type: 'wrok' } });
  await expect(syncSchedules(engine, world.configured({ schedules: { broken } }))).rejects.toMatchObject({
    code: 'INVALID_CONFIG',
    message: expect.stringContaining('projects.shop.schedules.broken: ') as string,
  });
});

it('a schedule that is paused stays so when a configuration without it is refused', async () => {
  await using world = new RulesWorld();
  const engine = await world.engine();
  const before = world.configured({ schedules: { nightly: schedule({ cron: '30 2 * * *' }) } });
  await syncSchedules(engine, before);
  await engine.schedules.pause('shop/nightly');
  const broken = schedule({ every: 60_000, task: { type: 'wrok' } });
  await expect(syncSchedules(engine, world.configured({ schedules: { broken } }))).rejects.toMatchObject({
    code: 'INVALID_CONFIG',
  });
  await syncSchedules(engine, before);
  expect(await engine.schedules.list()).toMatchObject([{ id: 'shop/nightly', isPaused: true }]);
});
