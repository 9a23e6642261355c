import { expect, inject, it } from 'vitest';
import { Database } from '../database/database.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { schemaNames } from '../schema/names.ts';
import { StatisticsSweep } from './statistics-sweep.ts';

it('tells the planner of tables that have grown, once', async () => {
  await using world = new EngineWorld();
  const names = schemaNames(world.schema);
  const engine = await world.engine();
  // Its own sweep could come first.
  await engine.close();
  const database = new Database({
    connection: { connectionString: inject('databaseUrl') },
    connections: 1,
  });
  const sweep = new StatisticsSweep({ database, names, onError: (error) => world.problems.push(error) });
  await database.query(
    `INSERT INTO ${names.boss}.job (name, data) SELECT 'tasks/free', '{"task": {"type": "echo", "projectId": "p"}}'
     FROM generate_series(1, 1000)`,
    [],
  );
  // Counts reach the others with the next statement instead of a second later.
  await database.query('SELECT pg_stat_force_next_flush()', []);
  const tables = [`${names.boss}.job_common`, `${names.own}.task`, `${names.own}.event`];
  expect(await sweep.sweep()).toEqual(expect.arrayContaining(tables));
  const estimate = await database.query<{ rows: number }>(
    `SELECT reltuples::int AS rows FROM pg_class WHERE oid = '${names.own}.task'::regclass`,
    [],
  );
  expect(estimate).toEqual([{ rows: 1_000 }]);
  expect(await sweep.sweep()).toEqual([]);
  await sweep.close();
  await database.close();
});
