import { expect, it } from 'vitest';
import { NO_HARM, underLoad } from './under-load.ts';

/** What pg-boss takes for the time, for all sessions. */
const clockAhead = (interval: string): string =>
  `CREATE OR REPLACE FUNCTION poppobuilder_boss.job_now() RETURNS timestamptz LANGUAGE sql STABLE AS
   $$ SELECT pg_catalog.now() + interval '${interval}' $$`;

it("loses nothing, and ends nothing twice, when the database's clock is set an hour ahead under load", async () => {
  const harm = await underLoad(async ({ cluster, progress }) => {
    await cluster.history.query(clockAhead('1 hour'));
    await progress();
  });
  expect(harm).toEqual(NO_HARM);
}, 120_000);
