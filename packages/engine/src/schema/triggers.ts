import type { SchemaNames } from './names.ts';

/** Returns the table of what the polls of triggers have read. */
export function triggersSchema({ own }: SchemaNames): string {
  return `
-- Where the next poll of a trigger continues in a project.
CREATE TABLE ${own}.trigger_cursor (
  type text NOT NULL,
  project_id text NOT NULL,
  cursor jsonb NOT NULL,
  written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (type, project_id)
);
`;
}
