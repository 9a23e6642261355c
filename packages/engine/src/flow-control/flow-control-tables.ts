import type { SchemaNames } from '../schema/names.ts';

/** Limits on concurrency and rate by key, and the order of tasks of one key. */
export function flowControlTables({ own, boss }: SchemaNames): string {
  return `
CREATE TABLE ${own}.concurrency (
  key text PRIMARY KEY,
  slots int NOT NULL
);
-- The groups of pg-boss's that count for a key. A group belongs to one project and may count for several keys.
CREATE TABLE ${own}.concurrency_group (
  group_id text NOT NULL,
  key text NOT NULL REFERENCES ${own}.concurrency,
  project_id text NOT NULL,
  PRIMARY KEY (group_id, key)
);
CREATE INDEX concurrency_group_key ON ${own}.concurrency_group (key);

CREATE TABLE ${own}.rate (
  key text PRIMARY KEY,
  next_at timestamptz NOT NULL
);

-- pg-boss takes the tasks of a key by the time of their creation, which is that of the transaction: the same for all of a
-- batch, earlier than others for a long transaction, and in the past when the clock is set back.
CREATE FUNCTION ${own}.before_ordered() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  here timestamptz := nullif(current_setting('poppobuilder.ordered', true), '')::timestamptz;
  newest timestamptz;
BEGIN
  SELECT max(created_on) INTO newest FROM ${boss}.job
  WHERE name = NEW.name AND singleton_key = NEW.singleton_key AND state = 'created' AND NOT blocked
    AND policy = 'key_strict_fifo';
  NEW.created_on := greatest(clock_timestamp(), here + interval '1 microsecond', newest + interval '1 microsecond');
  PERFORM set_config('poppobuilder.ordered', NEW.created_on::text, true);
  RETURN NEW;
END $$;
`;
}

/** The trigger on pg-boss's table that keeps the order of tasks of one key. */
export function orderTrigger({ own, boss }: SchemaNames): string {
  return `
CREATE OR REPLACE TRIGGER poppobuilder_ordered BEFORE INSERT ON ${boss}.job FOR EACH ROW
  WHEN (NEW.state = 'created' AND starts_with(NEW.name, 'tasks/ordered'))
  EXECUTE FUNCTION ${own}.before_ordered();
`;
}
