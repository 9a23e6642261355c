import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import type { ProjectConfiguration } from '../configuration/project-configuration.ts';
import { RulesWorld } from '../fixtures/rules-world.ts';
import { Alarms } from './alarms.ts';
import { SecretAlarm } from './secret-alarm.ts';
import { type Alarm, SilenceAlarm } from './silence-alarm.ts';
import { checkTokens } from './token-alarm.ts';

it('work that waits without a hold while nothing starts raises one alarm', async () => {
  await using world = new RulesWorld();
  const engine = await world.engine();
  await engine.submit(world.task({ id: 'held' }));
  await engine.holds.place({
    id: 'hold',
    scope: { task: 'held' },
    reason: { code: 'HOLD', message: 'Not now.' },
  });
  let now = 0;
  const silence = new SilenceAlarm({ engine, runner: world.runner, hasFreeSlot: () => true, now: () => now });
  world.closeLater(() => silence.close());
  const [raised, notified]: [Alarm[], string[]] = [[], []];
  let current: readonly Alarm[] = [];
  const alarms = new Alarms({
    silence,
    secrets: new SecretAlarm(),
    notifier: { notify: async ({ key }) => void notified.push(key) },
    configuration: () => world.configuration,
    environment: {},
    onChange: (all) => (current = all),
    onAlarm: (alarm) => raised.push(alarm),
    onError: (error) => world.problems.push(error),
  });
  await engine.submit(world.task({ id: 'waits' }));
  await alarms.check();
  expect(current).toEqual([]);
  now = 15 * 60_000;
  await alarms.check();
  await alarms.check();
  expect(raised).toHaveLength(1);
  expect(current).toMatchObject([
    { code: 'SILENCE', message: expect.stringContaining('The oldest is "waits"') as string },
  ]);
  expect(new Set(notified).size).toBe(1);
  engine.consume({ slots: 1, runner: world.runner });
  await engine.tasks.wait('waits');
  await alarms.check();
  expect(current).toEqual([]);
  expect(world.problems).toEqual([]);
});

it('a secret that never matches raises an alarm, and one that matched once does not', () => {
  const secrets = new SecretAlarm();
  for (let count = 0; count < 5; count += 1) secrets.note('github', 401);
  for (let count = 0; count < 9; count += 1) secrets.note('alerts', 401);
  secrets.note('alerts', 202);
  expect(secrets.check()).toMatchObject([{ code: 'WEBHOOK_SECRET' }]);
  expect(secrets.check()[0]?.message).toContain('5 deliveries to /webhooks/github');
});

it('tokens that expire within a week or are refused raise alarms, which do not contain them', async () => {
  await using world = new RulesWorld();
  const server = createServer((request, response) => {
    const isKnown = request.headers.authorization === 'Bearer common';
    response
      .writeHead(isKnown ? 200 : 401, { 'github-authentication-token-expiration': '2026-12-05 10:00:00 UTC' })
      .end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  world.closeLater(() => void server.close());
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const project = Object.values(
    world.configured({ sections: { github: { baseUrl } } }).projects,
  )[0] as ProjectConfiguration;
  const configuration = world.configured({}, { projects: { shop: project, other: project, gone: project } });
  const environment = { GITHUB_TOKEN: 'common', GITHUB_TOKEN_GONE: 'revoked-token' };
  const alarms = await checkTokens(configuration, environment, Date.parse('2026-12-01'));
  expect(alarms).toEqual([
    {
      code: 'TOKEN_EXPIRES',
      message: expect.stringContaining('of shop, other expires at 2026-12-05T10:00:00.000Z') as string,
    },
    { code: 'TOKEN_REFUSED', message: expect.stringMatching(/the token of gone\./) as string },
  ]);
  expect(JSON.stringify(alarms)).not.toMatch(/common|revoked-token/);
  expect(await checkTokens(configuration, environment, Date.parse('2026-11-01'))).toHaveLength(1);
});
