import { TaskError } from '@poppobuilder/core';

/** The schemas that an engine uses in its database. */
export interface SchemaNames {
  /** Ours: projection, events, schedules, claims. */
  readonly own: string;
  /** Of pg-boss, which is the authority on every state. */
  readonly boss: string;
}

/** Schemas and channels have at most 63 characters, of which we add some. */
const PATTERN = /^[a-z][a-z0-9_]{0,39}$/;

/** The schemas for a name. Throws `INVALID_CONFIG`. */
export function schemaNames(schema: string): SchemaNames {
  if (PATTERN.test(schema)) return { own: schema, boss: `${schema}_boss` };
  const message = `The option "schema" is ${JSON.stringify(schema)}. Give 1 to 40 lower-case letters, digits or "_", with a letter first.`;
  throw new TaskError({ code: 'INVALID_CONFIG', message });
}
