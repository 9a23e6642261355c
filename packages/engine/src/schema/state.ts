import type { SchemaNames } from './names.ts';

/** Returns the tables of the state of projects: values in JSON, and blobs, which are encrypted. */
export function stateSchema({ own }: SchemaNames): string {
  return `
CREATE TABLE ${own}.state (
  project_id text NOT NULL,
  namespace text NOT NULL,
  -- Ordered as its bytes are.
  key text COLLATE "C" NOT NULL,
  value text NOT NULL,
  version uuid NOT NULL DEFAULT gen_random_uuid(),
  PRIMARY KEY (project_id, namespace, key)
);
CREATE TABLE ${own}.state_blob (
  project_id text NOT NULL,
  namespace text NOT NULL,
  key text COLLATE "C" NOT NULL,
  data bytea NOT NULL,
  written_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (project_id, namespace, key)
);
-- It is compressed before it is encrypted.
ALTER TABLE ${own}.state_blob ALTER COLUMN data SET STORAGE EXTERNAL;
CREATE INDEX state_blob_written ON ${own}.state_blob (written_at);
`;
}
