import { expect, inject, it } from 'vitest';
import { Database } from '../database/database.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { schemaNames } from '../schema/names.ts';
import { refreshStatistics } from './refresh-statistics.ts';

it('refreshes the statistics of tables that have grown, once', async () => {
  await using world = new EngineWorld();
  const names = schemaNames(world.schema);
  const engine = await world.engine();
  // Its own sweep could come first.
  await engine.close();
  const database = new Database({
    connection: { connectionString: inject('databaseUrl') },
    connections: 1,
  });
  const context = { database, names };
  await database.query(
    `INSERT INTO ${names.boss}.job (name, data) SELECT 'tasks/free', '{"task": {"type": "echo", "projectId": "p"}}'
     FROM generate_series(1, 1000)`,
    [],
  );
  // Counts reach the others with the next statement instead of a second later.
  await database.query('SELECT pg_stat_force_next_flush()', []);
  const tables = [`${names.boss}.job_common`, `${names.own}.task`, `${names.own}.event`];
  expect(await refreshStatistics(context)).toEqual(expect.arrayContaining(tables));
  const estimate = await database.query<{ rows: number }>(
    `SELECT reltuples::int AS rows FROM pg_class WHERE oid = '${names.own}.task'::regclass`,
    [],
  );
  expect(estimate).toEqual([{ rows: 1_000 }]);
  expect(await refreshStatistics(context)).toEqual([]);
  await database.close();
});
