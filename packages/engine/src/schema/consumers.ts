import type { SchemaNames } from './names.ts';

/** How long a consumer may start tasks after it reported last. In seconds, as all times here. */
const LIFETIME = 10;

/** How much longer holds wait for it: a task may start shortly after the statement that allowed it. */
const MARGIN = 5;

/** SQLSTATE of a statement by which a consumer that has not reported lately would start tasks. */
export const CONSUMER_UNSEEN = 'PB001';

/** Whether a consumer has reported lately. */
export const isSeen = (consumer: string): string =>
  `${consumer}.seen_at > clock_timestamp() - interval '${LIFETIME} seconds'`;

/**
 * Whether what a consumer `c` fetched before may still start. When the clock is set forward, all reports look old, so that
 * their age counts from the latest one.
 */
export const mayStart = (own: string): string =>
  `c.seen_at > least(clock_timestamp(), (SELECT max(seen_at) FROM ${own}.consumer)) - interval '${LIFETIME + MARGIN} seconds'`;

/** Returns the table of consumers, and the view of those that take tasks. */
export function consumersSchema({ own }: SchemaNames): string {
  return `
-- Consumers that run, and when they reported last. Nothing of it has to survive a crash: they report again.
CREATE UNLOGGED TABLE ${own}.consumer (
  id uuid PRIMARY KEY,
  engine text NOT NULL,
  labels text[] NOT NULL,
  slots int NOT NULL,
  -- Slots that one project may hold.
  project_slots int NOT NULL,
  -- Whether it takes only tasks that require all of its labels.
  is_exclusive boolean NOT NULL,
  -- Code and message of the reason, while it takes no tasks.
  pause jsonb,
  -- Whether it takes no more tasks, and only ends those that it has.
  is_leaving boolean NOT NULL DEFAULT false,
  seen_at timestamptz NOT NULL
);

-- Has a row as long as no crash has emptied these tables, and since when it is known whether consumers run.
CREATE UNLOGGED TABLE ${own}.consumers_known (since timestamptz NOT NULL);
INSERT INTO ${own}.consumers_known VALUES ('-infinity');

-- Whether there may be consumers that have fetched tasks and are unknown: for a second after a crash was noticed.
CREATE FUNCTION ${own}.may_miss_consumers() RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  INSERT INTO ${own}.consumers_known SELECT clock_timestamp() WHERE NOT EXISTS (SELECT FROM ${own}.consumers_known);
  RETURN EXISTS (SELECT FROM ${own}.consumers_known
    WHERE since BETWEEN clock_timestamp() - interval '1 second' AND clock_timestamp());
END $$;

CREATE VIEW ${own}.live_consumer AS
  SELECT * FROM ${own}.consumer c WHERE NOT c.is_leaving AND ${isSeen('c')};
`;
}
