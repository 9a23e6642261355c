import { TaskError } from '@poppobuilder/core';
import { getConstructionPlans } from 'pg-boss';
import type { Database, Queryable } from '../database/database.ts';
import { firstSchema } from './first.ts';
import { triggers } from './job-changes.ts';
import type { SchemaNames } from './names.ts';

/** The steps from an empty database to the latest schema, in order. A released step never changes. */
const MIGRATIONS: readonly ((names: SchemaNames) => string)[] = [firstSchema];

/** The schema version of this engine. */
export const SCHEMA_VERSION: number = MIGRATIONS.length;

/** Returns how many triggers pg-boss's tables have: each of ours is on both. */
function triggerCount(names: SchemaNames): number {
  const created = triggers(names).matchAll(/CREATE OR REPLACE TRIGGER (\w+)/g);
  return 2 * new Set(Array.from(created, ([, name]) => name)).size;
}

/**
 * Migrates our schema to the latest version, and creates missing triggers on pg-boss's tables. Creates the schema of pg-boss
 * as well when there is none, so that both exist or neither. Several processes can do this at the same time. Rejects with
 * `INVALID_CONFIG` for a schema of a newer version.
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
  // A connection that has created all tables takes 6 MB more than another.
  await database.dropConnection();
}

/** Returns the statements that pg-boss would run in its own transaction. */
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
    // A table or a schema does not exist yet.
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
  const message = `The schema "${name}" has version ${version}, but this engine supports only ${SCHEMA_VERSION}. Use the newer version of PoppoBuilder that created it.`;
  throw new TaskError({ code: 'INVALID_CONFIG', message });
}
