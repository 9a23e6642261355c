import { TaskError } from '@poppobuilder/core';
import type { Database } from '../database/database.ts';
import { migrate } from './migrate.ts';
import { type SchemaNames, schemaNames } from './names.ts';

interface Found {
  readonly quoted: string;
  /** Tables of each schema; none when it does not exist. */
  readonly own: readonly string[];
  readonly boss: readonly string[];
}

/**
 * Finds the schemas of an engine in its database, and creates both in one transaction when that of pg-boss does not exist.
 *
 * Rejects with `INVALID_CONFIG` for schemas with other tables, before it creates anything.
 */
export async function openSchemas(database: Database, schema: string): Promise<SchemaNames> {
  const { boss: bossSchema } = schemaNames(schema);
  const [found] = await database.query<Found>(
    `SELECT quote_ident($1) AS quoted,
       ARRAY(SELECT tablename::text FROM pg_tables WHERE schemaname = $1 ORDER BY 1) AS own,
       ARRAY(SELECT tablename::text FROM pg_tables WHERE schemaname = $2 ORDER BY 1) AS boss`,
    [schema, bossSchema],
  );
  const { quoted, own, boss } = found as Found;
  assertOurs(schema, own, 'migration');
  assertOurs(bossSchema, boss, 'version');
  const names = schemaNames(schema, quoted);
  if (boss.length === 0) await migrate(database, names);
  return names;
}

function assertOurs(schema: string, tables: readonly string[], mark: string): void {
  if (tables.length === 0 || tables.includes(mark)) return;
  const shown = tables.slice(0, 3).map((table) => JSON.stringify(table));
  const more = tables.length > 3 ? ' and others' : '';
  const message =
    `The schema "${schema}" has tables that are not the engine's (${shown.join(', ')}${more}). ` +
    'Set another name with the option "schema".';
  throw new TaskError({ code: 'INVALID_CONFIG', message });
}
