import { expect, it } from 'vitest';
import { NO_HARM, underLoad } from './under-load.ts';
import { until } from './until.ts';

/** What pg-boss takes for the time, for all sessions. */
const clockSet = (interval: string): string =>
  `CREATE OR REPLACE FUNCTION poppobuilder_boss.job_now() RETURNS timestamptz LANGUAGE sql STABLE AS
   $$ SELECT pg_catalog.now() + interval '${interval}' $$`;

it("loses nothing, and completes nothing twice, when the database's clock is set forward an hour under load", async () => {
  const harm = await underLoad(async ({ cluster, progress }) => {
    await cluster.history.query(clockSet('1 hour'));
    await progress();
  });
  expect(harm).toEqual(NO_HARM);
}, 120_000);

it("loses and delays nothing when the database's clock is set back an hour and an engine is killed", async () => {
  const harm = await underLoad(async ({ cluster, progress, replace }) => {
    const id = await cluster.submit({ milliseconds: 3_000 });
    const running = await until(
      async () => cluster.history.running(),
      (all) => all.some((one) => one.id === id),
    );
    await cluster.history.query(clockSet('-1 hour'));
    await replace(running.find((one) => one.id === id)?.engine ?? '');
    await progress();
    const events = await cluster.history.reached(id, ({ state }) => state === 'succeeded');
    expect(events.filter(({ data }) => data?.outcome === 'lost')).toHaveLength(1);
  });
  expect(harm).toEqual(NO_HARM);
}, 120_000);
