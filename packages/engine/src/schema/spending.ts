import type { SchemaNames } from './names.ts';

/** Returns the tables of what attempts spend, of what is allowed on top of caps, and of notices. */
export function spendingSchema({ own }: SchemaNames): string {
  return `
-- What an attempt spends. It is written before the attempt starts, so that one whose process is killed counts too.
CREATE TABLE ${own}.spending (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  task_id text NOT NULL,
  attempt int NOT NULL,
  project_id text NOT NULL,
  -- What it works on within the project, such as the number of an issue.
  subject text,
  type text,
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  ended_at timestamptz,
  usd double precision NOT NULL DEFAULT 0,
  tokens bigint NOT NULL DEFAULT 0,
  -- More than one where old rows are merged.
  runs int NOT NULL DEFAULT 1,
  -- How many of them ended without reporting what they spent.
  unknown int NOT NULL DEFAULT 0,
  -- What they may have spent at most, where they were limited.
  allowed_usd double precision,
  allowed_tokens bigint,
  -- What of it is in the history.
  counted_usd double precision NOT NULL DEFAULT 0,
  counted_tokens bigint NOT NULL DEFAULT 0,
  counted_unknown int NOT NULL DEFAULT 0
);
CREATE INDEX spending_uncounted ON ${own}.spending (number)
  WHERE usd <> counted_usd OR tokens <> counted_tokens OR unknown <> counted_unknown;
CREATE INDEX spending_project ON ${own}.spending (project_id, subject);
CREATE INDEX spending_task ON ${own}.spending (task_id);
CREATE INDEX spending_started ON ${own}.spending (started_at);
CREATE INDEX spending_open ON ${own}.spending (number) WHERE ended_at IS NULL;

-- What may be spent beyond caps.
CREATE TABLE ${own}.allowance (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Of whoever defines the caps.
  scope jsonb NOT NULL,
  usd double precision NOT NULL,
  tokens bigint NOT NULL,
  runs int NOT NULL,
  until timestamptz NOT NULL,
  given_by text,
  given_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Messages to deliver, each once; delivered ones stay for as long as tasks, so that none is sent twice.
CREATE TABLE ${own}.notice (
  key text PRIMARY KEY,
  receiver text NOT NULL,
  body jsonb NOT NULL,
  failures int NOT NULL DEFAULT 0,
  -- Of the last failure.
  failed_at timestamptz,
  problem text,
  due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  sent_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX notice_due ON ${own}.notice (due_at) WHERE sent_at IS NULL;
CREATE INDEX notice_receiver ON ${own}.notice (receiver, sent_at);
`;
}
