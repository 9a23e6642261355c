import { describe, expect, inject, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';

/** Schemas that every database has. */
const POSTGRES: ReadonlySet<string> = new Set(['pg_catalog', 'information_schema']);

/** The schemas in the database whose names begin like this. */
async function schemasLike(world: EngineWorld, name: string): Promise<readonly string[]> {
  const client = await world.client();
  const { rows } = await client.query<{ name: string }>(
    `SELECT nspname AS name FROM pg_namespace WHERE nspname IN ($1, $2) ORDER BY 1`,
    [name, `${name}_boss`],
  );
  return rows.map((row) => row.name);
}

describe('the name of a schema', () => {
  it.each(['select', 'user', 'order', 'table', 'between'])(
    'may be the keyword %s',
    async (schema) => {
      await using world = new EngineWorld();
      const client = await world.client();
      const drop = `DROP SCHEMA IF EXISTS "${schema}" CASCADE; DROP SCHEMA IF EXISTS ${schema}_boss CASCADE`;
      await client.query(drop);
      const [engine, other] = [await world.engine({ schema }), await world.engine({ schema })];
      const { id } = await engine.submit(world.task('echo', { value: 1 }));
      other.consume({ slots: 1, runner: world.runner() });
      expect(await engine.tasks.wait(id)).toMatchObject({ value: 1 });
      expect(await engine.tasks.list()).toMatchObject({ tasks: [{ id, state: 'succeeded' }] });
      await Promise.all([engine.close(), other.close()]);
      expect(world.problems).toEqual([]);
      await client.query(drop);
    },
    30_000,
  );

  it.each([
    '',
    'pg_x',
    'pg_catalog',
    'information_schema',
    'Upper',
    'with space',
    'with"quote',
    "with'quote",
    'with;semicolon',
    'nul\0',
    'größe',
    '1st',
    'x'.repeat(41),
    'x'.repeat(64),
  ])('may not be %j, and nothing is created', async (schema) => {
    await using world = new EngineWorld();
    await expect(world.engine({ schema, database: { url: inject('databaseUrl') } })).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining('"schema"') as string,
    });
    const left = await schemasLike(world, schema.replaceAll('\0', ''));
    expect(left.filter((name) => !POSTGRES.has(name))).toEqual([]);
  });

  it.each(['own', 'boss'])('may not be that of a foreign schema (%s)', async (which) => {
    await using world = new EngineWorld({ isNew: true });
    const client = await world.client();
    const taken = which === 'own' ? world.schema : `${world.schema}_boss`;
    await client.query(`CREATE SCHEMA ${taken}; CREATE TABLE ${taken}.job (id int)`);
    await expect(world.engine()).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining(`"${taken}" has tables that are not the engine's ("job")`) as string,
    });
    expect(await schemasLike(world, world.schema)).toEqual([taken]);
  });

  it('may be that of an existing, empty schema', async () => {
    await using world = new EngineWorld({ isNew: true });
    const client = await world.client();
    await client.query(`CREATE SCHEMA ${world.schema}; CREATE SCHEMA ${world.schema}_boss`);
    const engine = await world.engine();
    await expect(engine.submit(world.task('echo'))).resolves.toMatchObject({ isDuplicate: false });
  });
});
