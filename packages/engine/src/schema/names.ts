import { TaskError } from '@poppobuilder/core';

/** The schemas that an engine uses in its database. */
export interface SchemaNames {
  /** Ours, as it stands in statements: projection, events, schedules, claims. */
  readonly own: string;
  /** Of pg-boss, which is the authority on every state. */
  readonly boss: string;
  /** The name of ours as text, which is also that of the channel. */
  readonly name: string;
}

/** Schemas and channels have at most 63 characters, of which we add some. */
const PATTERN = /^[a-z][a-z0-9_]{0,39}$/;

/** What Postgres keeps to itself. */
const RESERVED = /^(pg_.*|information_schema)$/;

/** Throws `INVALID_CONFIG` for a name that no schema of an engine can have. */
export function assertSchemaName(schema: string): void {
  if (!PATTERN.test(schema)) {
    throw refused(schema, 'Give 1 to 40 lower-case letters, digits or "_", with a letter first.');
  }
  if (RESERVED.test(schema)) throw refused(schema, 'Postgres keeps that name to itself. Give another one.');
}

/** The schemas for a name. A keyword of SQL can only stand in statements as Postgres quotes it. */
export function schemaNames(name: string, quoted: string = name): SchemaNames {
  return { own: quoted, boss: `${name}_boss`, name };
}

function refused(schema: string, advice: string): TaskError {
  const shown = schema.length > 64 ? `${schema.slice(0, 64)}...` : schema;
  const message = `The option "schema" is ${JSON.stringify(shown)}. ${advice}`;
  return new TaskError({ code: 'INVALID_CONFIG', message });
}
