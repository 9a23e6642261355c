import type { SchemaNames } from './names.ts';

/** The SQLSTATE with which the database refuses a task whose key is in use in another queue. */
export const KEY_REFUSED = 'PB001';

/** How many locks stand for all keys, so that a batch of many keys does not fill the server's lock table. */
const KEY_LOCKS = 128;

/** Returns the tables and functions of limits by key, and of the order of tasks of one key. */
export function flowControlTables({ own, boss }: SchemaNames): string {
  return `
CREATE TABLE ${own}.concurrency (
  key text PRIMARY KEY,
  slots int NOT NULL
);
-- The pg-boss groups that count for a key. A group belongs to one project and may count for several keys.
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

-- pg-boss keeps the order of a key within one queue only, and required labels decide the queue. Tasks without labels
-- share the lock: waiting is only needed when tasks of a key arrive in two queues at the same time.
CREATE FUNCTION ${own}.assert_one_queue(new_id uuid, new_queue text, new_key text) RETURNS void LANGUAGE plpgsql
SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  class int := hashtext('${own} order');
  lock int := hashtext(new_key) & ${KEY_LOCKS - 1};
  other ${own}.task%ROWTYPE;
BEGIN
  IF new_queue = 'tasks/ordered' THEN
    PERFORM pg_advisory_xact_lock_shared(class, lock);
  ELSE
    PERFORM pg_advisory_xact_lock(class, lock);
  END IF;
  -- Two ranges of one index, however many tasks of the key wait in its own queue. Otherwise the planner would scan a table
  -- that has grown since its last statistics.
  SELECT * INTO other FROM ${own}.task WHERE key = new_key AND is_open AND (key, queue) < (new_key, new_queue) LIMIT 1;
  IF other.id IS NULL THEN
    SELECT * INTO other FROM ${own}.task WHERE key = new_key AND is_open AND (key, queue) > (new_key, new_queue) LIMIT 1;
  END IF;
  -- An existing task is recognized afterwards, and not inserted.
  IF other.id IS NULL OR EXISTS (SELECT FROM ${own}.task WHERE job_id = new_id) THEN RETURN; END IF;
  RAISE EXCEPTION USING ERRCODE = '${KEY_REFUSED}', MESSAGE = format(
    'The task "%s" has the same concurrencyKey "%s" and has not ended. Tasks of one key must have the same "requires", because their order could not be kept otherwise.',
    other.id, new_key);
END $$;

-- pg-boss orders the tasks of a key by their creation time, which is that of the transaction: equal within a batch,
-- too early for a long transaction, and in the past when the clock is set back.
CREATE FUNCTION ${own}.before_ordered() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  here timestamptz := nullif(current_setting('poppobuilder.ordered', true), '')::timestamptz;
  newest timestamptz;
BEGIN
  PERFORM ${own}.assert_one_queue(NEW.id, NEW.name, NEW.singleton_key);
  SELECT max(created_on) INTO newest FROM ${boss}.job
  WHERE name = NEW.name AND singleton_key = NEW.singleton_key AND state = 'created' AND NOT blocked
    AND policy = 'key_strict_fifo';
  NEW.created_on := greatest(clock_timestamp(), here + interval '1 microsecond', newest + interval '1 microsecond');
  PERFORM set_config('poppobuilder.ordered', NEW.created_on::text, true);
  RETURN NEW;
END $$;
`;
}

/** Returns the trigger on pg-boss's table that keeps the order of tasks of one key. */
export function orderTrigger({ own, boss }: SchemaNames): string {
  return `
CREATE OR REPLACE TRIGGER poppobuilder_ordered BEFORE INSERT ON ${boss}.job FOR EACH ROW
  WHEN (NEW.state = 'created' AND starts_with(NEW.name, 'tasks/ordered'))
  EXECUTE FUNCTION ${own}.before_ordered();
`;
}
