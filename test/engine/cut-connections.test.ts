import { expect, it } from 'vitest';
import { DatabaseProxy } from './database-proxy.ts';
import { NO_HARM, underLoad } from './under-load.ts';

const TERMINATE = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'poppobuilder%'`;

it.each([
  { title: 'stops as usual (fast)', signal: 'SIGINT' },
  { title: 'stops at once (immediate)', signal: 'SIGQUIT' },
] as const)(
  'loses nothing, and continues, when Postgres $title under load',
  async ({ signal }) => {
    const harm = await underLoad(async ({ cluster, progress }) => {
      for (let time = 0; time < 2; time += 1) {
        cluster.signalPostmaster(signal);
        await progress();
      }
    });
    expect(harm).toEqual(NO_HARM);
  },
  120_000,
);

it('loses nothing, and continues, when the server closes all connections repeatedly', async () => {
  const harm = await underLoad(async ({ cluster, progress }) => {
    for (let time = 0; time < 4; time += 1) {
      await cluster.history.query(TERMINATE);
      await progress(1);
    }
  });
  expect(harm).toEqual(NO_HARM);
}, 120_000);

it('loses nothing, and continues, when the network cuts its connections repeatedly', async () => {
  const proxies: DatabaseProxy[] = [];
  const harm = await underLoad(
    async ({ progress }) => {
      for (let time = 0; time < 4; time += 1) {
        for (const proxy of proxies) proxy.cut();
        await progress(1);
      }
    },
    async (cluster) => {
      await cluster.engine();
      const proxy = await DatabaseProxy.open(cluster.path('proxy'), cluster.path('server/socket'));
      proxies.push(proxy);
      return { database: { url: proxy.url } };
    },
  );
  for (const proxy of proxies) await proxy[Symbol.asyncDispose]();
  expect(harm).toEqual(NO_HARM);
}, 120_000);
