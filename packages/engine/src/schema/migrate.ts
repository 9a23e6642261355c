import { TaskError } from '@poppobuilder/core';
import { getConstructionPlans } from 'pg-boss';
import type { Database, Queryable } from '../database/database.ts';
import { firstSchema, triggers } from './first.ts';
import type { SchemaNames } from './names.ts';

/** The steps from an empty database to the newest schema, in order. A released step never changes. */
const MIGRATIONS: readonly ((names: SchemaNames) => string)[] = [firstSchema];

/** The version of the schema that this engine works with. */
export const SCHEMA_VERSION: number = MIGRATIONS.length;

/** How many triggers stand on pg-boss's tables: each of ours on both. */
function triggerCount(names: SchemaNames): number {
  const created = triggers(names).matchAll(/CREATE OR REPLACE TRIGGER (\w+)/g);
  return 2 * new Set(Array.from(created, ([, name]) => name)).size;
}

/**
 * Brings our schema to the newest version, and puts the triggers on pg-boss's table when they are missing; makes the
 * schema of pg-boss as well when there is none, so that there are both or neither. Several processes may do so at once.
 * Rejects with `INVALID_CONFIG` for a schema that a newer version made.
 */
export async function migrate(database: Database, names: SchemaNames): Promise<void> {
  if (await isCurrent(database, names)) return;
  await database.transaction(async (transaction) => {
    await transaction.query(`SELECT pg_advisory_xact_lock(hashtext('${names.own}'))`);
    if (!(await hasBoss(transaction, names))) await transaction.query(bossSchema(names));
    await transaction.query(
      `CREATE SCHEMA IF NOT EXISTS ${names.own};
       CREATE TABLE IF NOT EXISTS ${names.own}.migration (
         version int PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())`,
    );
    const version = await versionOf(transaction, names);
    assertKnown(version, names);
    for (const [index, step] of MIGRATIONS.entries()) {
      if (index < version) continue;
      await transaction.query(step(names));
      await transaction.query(`INSERT INTO ${names.own}.migration (version) VALUES ($1)`, [index + 1]);
    }
    await transaction.query(triggers(names));
  });
}

/** What pg-boss would run in a transaction of its own. */
function bossSchema({ boss }: SchemaNames): string {
  return getConstructionPlans(boss)
    .replace(/^\s*BEGIN;/, '')
    .replace(/COMMIT;\s*$/, '');
}

async function hasBoss(transaction: Queryable, { boss }: SchemaNames): Promise<boolean> {
  const [row] = await transaction.query<{ found: boolean }>(
    `SELECT to_regclass('${boss}.version') IS NOT NULL AS found`,
  );
  return row?.found === true;
}

async function isCurrent(database: Database, names: SchemaNames): Promise<boolean> {
  try {
    const [row] = await database.query<{ version: number; triggers: number }>(
      `SELECT (SELECT max(version) FROM ${names.own}.migration) AS version,
         (SELECT count(*)::int FROM pg_trigger WHERE tgname LIKE 'poppobuilder\\_%' AND tgenabled <> 'D'
           AND tgrelid IN ('${names.boss}.job'::regclass, '${names.boss}.job_common'::regclass)) AS triggers`,
      [],
    );
    const version = row?.version ?? 0;
    assertKnown(version, names);
    return version === SCHEMA_VERSION && row?.triggers === triggerCount(names);
  } catch (error) {
    // A table, or a schema, that is not there yet.
    if (['42P01', '3F000'].includes((error as { code?: string }).code ?? '')) return false;
    throw error;
  }
}

async function versionOf(transaction: Queryable, { own }: SchemaNames): Promise<number> {
  const [row] = await transaction.query<{ version: number | null }>(
    `SELECT max(version) AS version FROM ${own}.migration`,
  );
  return row?.version ?? 0;
}

function assertKnown(version: number, { name }: SchemaNames): void {
  if (version <= SCHEMA_VERSION) return;
  const message = `The schema "${name}" has version ${version}, and this engine knows only ${SCHEMA_VERSION}. Use the newer version of PoppoBuilder that made it.`;
  throw new TaskError({ code: 'INVALID_CONFIG', message });
}
