import { Client } from 'pg';
import { expect, inject, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';

it('searches have an index, also when another engine installs its extension at the same time', async () => {
  await using world = new EngineWorld();
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
