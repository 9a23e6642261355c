import type { Queryable } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';

/** Returns the version of pg-boss's schema in the database. */
export async function bossVersion(database: Queryable, { boss }: SchemaNames): Promise<number> {
  const [row] = await database.query<{ version: number }>(`SELECT version FROM ${boss}.version`);
  return row?.version ?? 0;
}
