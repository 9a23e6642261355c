import { TaskError } from '@poppobuilder/core';

/** The schemas of an engine in its database. */
export interface SchemaNames {
  /** Our schema (projection, events, schedules, claims), quoted for statements. */
  readonly own: string;
  /** The schema of pg-boss, the authority on every state. */
  readonly boss: string;
  /** The name of our schema, which is also that of the notification channel. */
  readonly name: string;
}

/** Schemas and channels have at most 63 characters, including our suffix. */
const PATTERN = /^[a-z][a-z0-9_]{0,39}$/;

/** Names that Postgres reserves. */
const RESERVED = /^(pg_.*|information_schema)$/;

/** Throws `INVALID_CONFIG` for an invalid schema name. */
export function assertSchemaName(schema: string): void {
  if (!PATTERN.test(schema)) {
    throw refused(schema, 'Use 1 to 40 lower-case letters, digits or "_", with a letter first.');
  }
  if (RESERVED.test(schema)) throw refused(schema, 'Postgres reserves that name. Use another one.');
}

/** Returns the schemas for a name. In statements, a keyword of SQL must be quoted as Postgres does. */
export function schemaNames(name: string, quoted: string = name): SchemaNames {
  return { own: quoted, boss: `${name}_boss`, name };
}

function refused(schema: string, advice: string): TaskError {
  const shown = schema.length > 64 ? `${schema.slice(0, 64)}...` : schema;
  const message = `The option "schema" is ${JSON.stringify(shown)}. ${advice}`;
  return new TaskError({ code: 'INVALID_CONFIG', message });
}
