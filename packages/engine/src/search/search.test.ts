import { Client } from 'pg';
import { expect, inject, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';

it('searches have an index, also when another engine installs its extension at the same time', async () => {
  await using world = new EngineWorld({ isNew: true });
  const server = await world.client();
  const name = `other_${world.schema}`;
  await server.query(`CREATE DATABASE ${name}`);
  const url = new URL(inject('databaseUrl'));
  url.pathname = `/${name}`;
  const other = new Client({ connectionString: url.href });
  await other.connect();
  try {
    await other.query('BEGIN; CREATE EXTENSION pg_trgm');
    const opening = world.engine({ database: { url: url.href } });
    const blocked = `SELECT FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'`;
    await expect.poll(async () => (await server.query(blocked, [name])).rows).toHaveLength(1);
    await other.query('COMMIT');
    const engine = await opening;
    const found = await other.query(`SELECT FROM pg_indexes WHERE indexname = 'search_text'`);
    expect(found.rows).toHaveLength(1);
    await engine.close();
  } finally {
    await other.end();
    await server.query(`DROP DATABASE ${name} WITH (FORCE)`);
  }
});

it('a search finds what was submitted just before it, by any engine', async () => {
  await using world = new EngineWorld();
  const [one, other] = [await world.engine(), await world.engine()];
  const submitted: string[] = [];
  for (const [index, engine] of [one, other, one].entries()) {
    const { id } = await engine.submit(world.task('echo', { value: `the cart ${index}` }));
    submitted.unshift(id);
    const searches = [one, other].map(async ({ tasks }) => tasks.list({ text: 'THE CART' }));
    for (const { tasks } of await Promise.all(searches))
      expect(tasks.map((task) => task.id)).toEqual(submitted);
    expect(await one.tasks.counts({ text: `cart ${index}` })).toMatchObject({ queued: 1 });
  }
});

it('the texts of submitted tasks are written without a search', async () => {
  await using world = new EngineWorld();
  const engine = await world.engine();
  await engine.submitMany(Array.from({ length: 3 }, () => ({ task: world.task('echo') })));
  const client = await world.client();
  const count = `SELECT (SELECT count(*)::int FROM ${world.schema}.search) AS written,
    (SELECT count(*)::int FROM ${world.schema}.search_pending) AS pending`;
  await expect.poll(async () => (await client.query(count)).rows).toEqual([{ written: 3, pending: 0 }]);
});

it('a search leaves no texts outside of its index, where each range of it would read them', async () => {
  await using world = new EngineWorld();
  const engine = await world.engine();
  await engine.submitMany(
    Array.from({ length: 300 }, () => ({ task: world.task('echo', { value: 'cart' }) })),
  );
  await engine.tasks.list({ text: 'cart' });
  const client = await world.client();
  const { rows } = await client.query(
    `SELECT gin_clean_pending_list('${world.schema}.search_text') AS pages`,
  );
  expect(rows).toEqual([{ pages: '0' }]);
});
