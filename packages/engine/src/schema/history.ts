import type { SchemaNames } from './names.ts';

/** Returns the tables of the history, which outlives the tasks that it counts. */
export function historySchema({ own }: SchemaNames): string {
  return `
-- Tasks that have ended and are not in the history yet. The transaction that counts them deletes them, so each counts once.
CREATE TABLE ${own}.ended (
  project_id text NOT NULL,
  type text NOT NULL,
  state text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- How long the last attempt ran, of a task that ended while it ran.
  ran interval
);

-- How many tasks ended, and what attempts spent, in the period from a time on.
CREATE TABLE ${own}.history (
  at timestamptz NOT NULL,
  project_id text NOT NULL,
  type text NOT NULL,
  succeeded int NOT NULL DEFAULT 0,
  failed int NOT NULL DEFAULT 0,
  cancelled int NOT NULL DEFAULT 0,
  expired int NOT NULL DEFAULT 0,
  usd double precision NOT NULL DEFAULT 0,
  tokens bigint NOT NULL DEFAULT 0,
  unknown int NOT NULL DEFAULT 0,
  PRIMARY KEY (at, project_id, type)
);

-- How many of them ran for about how long. Buckets can be added up over periods, projects and types; percentiles cannot.
CREATE TABLE ${own}.history_duration (
  at timestamptz NOT NULL,
  project_id text NOT NULL,
  type text NOT NULL,
  bucket smallint NOT NULL,
  count int NOT NULL,
  PRIMARY KEY (at, project_id, type, bucket)
);
`;
}
