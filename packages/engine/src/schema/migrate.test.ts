import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';
import type { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';
import { firstSchema } from './first.ts';
import { complaint, readReleased, writeReleased } from './fixtures/released-schema.ts';
import { SCHEMA_VERSION } from './migrate.ts';
import { schemaNames } from './names.ts';

/** What each version's step makes, in order. */
const STEPS = [firstSchema];

/** Columns, indexes and functions of a schema, as text that is the same in every schema. */
async function describeSchema(client: Client, schema: string): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(
    `SELECT format('%s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default) AS line
       FROM information_schema.columns WHERE table_schema = $1
     UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = $1
     UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = $1::regnamespace
     UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger
       WHERE tgrelid = ($1 || '_boss.job')::regclass AND tgname LIKE 'poppobuilder%'
     ORDER BY line`,
    [schema],
  );
  return rows.map(({ line }) => line.replaceAll(schema, 'own'));
}

describe('the schema', () => {
  it.each(STEPS.map((step, index) => ({ version: index + 1, step })))(
    'of version $version is as it was released',
    ({ version, step }) => {
      if (process.env['UPDATE_SCHEMA_FIXTURE'] === '1') writeReleased(version, step);
      expect(complaint(version, step)).toBeUndefined();
    },
  );

  it('has a fixture for each version', () => {
    expect(STEPS).toHaveLength(SCHEMA_VERSION);
  });

  it.each(STEPS.map((_, index) => ({ version: index + 1 })))(
    'of version $version is brought to the newest, and works',
    async ({ version }) => {
      await using fresh = new EngineWorld({ isNew: true });
      await using world = new EngineWorld({ isNew: true });
      const engine = await world.engine();
      await (await fresh.engine()).close();
      const client = await world.client();
      const { own, boss } = schemaNames(world.schema);
      await client.query(`DROP SCHEMA ${own} CASCADE; CREATE SCHEMA ${own}`);
      await client.query(
        `CREATE TABLE ${own}.migration (version int PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())`,
      );
      for (let done = 1; done <= version; done += 1) {
        await client.query(readReleased(done).replaceAll('{own}', own).replaceAll('{boss}', boss));
        await client.query(`INSERT INTO ${own}.migration (version) VALUES ($1)`, [done]);
      }
      await engine.close();
      const migrated = await world.engine();
      await migrated.submit(world.task('echo', { id: 'after' }));
      migrated.consume({ slots: 1, runner: world.runner() });
      expect(await migrated.tasks.wait('after')).toMatchObject({ success: true });
      expect(await describeSchema(client, world.schema)).toEqual(await describeSchema(client, fresh.schema));
    },
  );

  it('is refused when it is from a newer version', async () => {
    await using world = new EngineWorld({ isNew: true });
    await (await world.engine()).close();
    const client = await world.client();
    await client.query(`INSERT INTO ${world.schema}.migration (version) VALUES ($1)`, [SCHEMA_VERSION + 1]);
    await expect(world.engine()).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining(
        `has version ${SCHEMA_VERSION + 1}, but this engine supports only ${SCHEMA_VERSION}`,
      ),
    });
  });

  it('is migrated once by five engines that start at the same time', async () => {
    await using world = new EngineWorld({ isNew: true });
    await (await world.engine()).close();
    const client = await world.client();
    await client.query(`DROP SCHEMA ${world.schema} CASCADE`);
    const engines = await Promise.all(Array.from({ length: 5 }, async () => world.engine()));
    for (const engine of engines) await engine.submit(world.task('echo'));
    const { rows } = await client.query(`SELECT version FROM ${world.schema}.migration ORDER BY version`);
    expect(rows).toEqual(STEPS.map((_, index) => ({ version: index + 1 })));
    expect(world.problems).toEqual([]);
  });

  it.each([
    ['dropped', (boss: string) => `DROP TRIGGER poppobuilder_update ON ${boss}.job`],
    [
      'dropped from the table below',
      (boss: string) => `DROP TRIGGER poppobuilder_insert ON ${boss}.job_common`,
    ],
    ['disabled', (boss: string) => `ALTER TABLE ${boss}.job DISABLE TRIGGER poppobuilder_put_back`],
  ])('gets its triggers again at the next start: %s', async (_, damage) => {
    await using world = new EngineWorld({ isNew: true });
    await (await world.engine()).close();
    const client = await world.client();
    const before = await describeSchema(client, world.schema);
    await client.query(damage(`${world.schema}_boss`));
    const engine = await world.engine();
    expect(await describeSchema(client, world.schema)).toEqual(before);
    await engine.submit(world.task('echo', { id: 'seen' }));
    engine.consume({ slots: 1, runner: world.runner() });
    await engine.tasks.wait('seen');
    const states = (await (await Watch.of(world)).history('seen')).map(({ state }) => state);
    expect(states).toEqual(['queued', 'running', 'succeeded']);
  });
});

it('stays as it is when a step fails', async () => {
  await using world = new EngineWorld({ isNew: true });
  await (await world.engine()).close();
  const client = await world.client();
  await client.query(`DROP SCHEMA ${world.schema} CASCADE; CREATE SCHEMA ${world.schema}`);
  // In the way of the first step, in its middle.
  await client.query(`CREATE TABLE ${world.schema}.schedule (id int)`);
  await expect(world.engine({ databaseTimeout: 100 })).rejects.toThrow(/schedule/);
  const { rows } = await client.query(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = $1`,
    [world.schema],
  );
  expect(rows).toEqual([{ name: 'schedule' }]);
});

/** The columns of pg-boss's job table. */
const COLUMNS =
  'id name priority data state retry_limit retry_count retry_delay retry_backoff retry_delay_max ' +
  'expire_seconds deletion_seconds singleton_key singleton_on group_id group_tier start_after ' +
  'created_on started_on completed_on keep_until output dead_letter policy heartbeat_on ' +
  'heartbeat_seconds blocked blocking pending_dependencies source_name source_id source_created_on ' +
  'source_retry_count source_output source_root_id trace_context upsert_by_key';

/** What to do when pg-boss is another one than the triggers were written for. */
function advice(found: unknown, known: unknown): string | undefined {
  if (isDeepStrictEqual(found, known)) return undefined;
  return (
    `pg-boss has ${JSON.stringify(found)}, and the triggers were written for ${JSON.stringify(known)}. Read what it changed in its ` +
    'job table and in plans.js (insert, fetch, complete, fail, cancel, retry, flows), run all tests of the engine, and name ' +
    'the new one here and in package.json.'
  );
}

/** Who changes these has read what pg-boss changed, and looked whether the triggers still see all of it. */
describe('the version of pg-boss that the triggers are written for', () => {
  const require = createRequire(import.meta.url);
  const written = { version: '12.38.0', schema: 46 };

  it('is the installed version', () => {
    const manifest = require('pg-boss/package.json') as { version: string; pgboss: { schema: number } };
    expect(advice({ version: manifest.version, schema: manifest.pgboss.schema }, written)).toBeUndefined();
  });

  it('is the only version that package.json allows', () => {
    const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    expect(advice(manifest.dependencies['pg-boss'], written.version)).toBeUndefined();
  });

  it('has the schema version of the database', async () => {
    await using world = new EngineWorld({ isNew: true });
    await world.engine();
    const rows = await (await Watch.of(world)).query('SELECT version FROM boss.version');
    expect(advice([...rows], [{ version: written.schema }])).toBeUndefined();
  });

  it('has a job table without other columns', async () => {
    await using world = new EngineWorld({ isNew: true });
    await world.engine();
    const rows = await (
      await Watch.of(world)
    ).query<{ name: string }>(
      `SELECT column_name AS name FROM information_schema.columns
       WHERE table_schema = $1 AND table_name = 'job' ORDER BY ordinal_position`,
      [`${world.schema}_boss`],
    );
    expect(advice(rows.map(({ name }) => name).join(' '), COLUMNS)).toBeUndefined();
  });
});
