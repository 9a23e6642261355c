import { flowControlTables } from './flow-control.ts';
import { stateCases } from '../job/task-state.ts';
import { firstReasonsSchema } from './first-reasons.ts';
import { flowsSchema } from './flows.ts';
import { approvalsSchema } from './approvals.ts';
import { accountsSchema } from './accounts.ts';
import { claimsSchema } from './claims.ts';
import { consumersSchema } from './consumers.ts';
import { expirySchema } from './expiry.ts';
import { historySchema } from './history.ts';
import { HOLD_COLUMNS, holdIndexes, holdsSchema } from './holds.ts';
import type { SchemaNames } from './names.ts';
import { schedulesSchema } from './schedules.ts';
import { triggersSchema } from './triggers.ts';
import { waitCodesSchema } from './wait-codes.ts';
import { waitReasonsSchema } from './wait-reasons.ts';
import { stateSchema } from './state.ts';
import { searchSchema } from './search.ts';
import { submissionTimesSchema } from './submission-times.ts';
import { tagsSchema } from './tags.ts';
import { spendingSchema } from './spending.ts';
import { storageSettings } from './storage.ts';
import { jobFunctions } from './job-changes.ts';

/** Returns the tables and functions of version 1. */
export function firstSchema(names: SchemaNames): string {
  const { own, boss } = names;
  return `
CREATE TABLE ${own}.task (
  job_id uuid PRIMARY KEY,
  queue text NOT NULL,
  number bigint GENERATED ALWAYS AS IDENTITY,
  id text NOT NULL,
  type text NOT NULL,
  project_id text NOT NULL,
  state text NOT NULL,
  -- Indexes use these two and not the state, so that a task that starts changes no index.
  is_open boolean NOT NULL DEFAULT true,
  is_bad boolean NOT NULL DEFAULT false,
  -- Whether any task depends on it. A new dependency locks this row, which every change of state writes.
  is_parent boolean NOT NULL DEFAULT false,
  attempt int NOT NULL DEFAULT 0,
  -- Attempts that were lost, and that failed, since the submission or the last manual retry.
  losses int NOT NULL DEFAULT 0,
  failures int NOT NULL DEFAULT 0,
  priority int NOT NULL DEFAULT 0,
  key text,
  flow text,
  tags text[],
  error_code text,
  cancel_reason text,
  due_at timestamptz NOT NULL,
  expires_at timestamptz,
  created_at timestamptz NOT NULL,
  started_at timestamptz,
  finished_at timestamptz,${HOLD_COLUMNS}
) WITH (fillfactor = 80);
CREATE INDEX task_number ON ${own}.task (number);
CREATE INDEX task_project ON ${own}.task (project_id, number);
CREATE INDEX task_type ON ${own}.task (type, number);
CREATE INDEX task_open ON ${own}.task (number) WHERE is_open;
-- Fair sharing reads one entry for each project, and then the first ones of a project.
CREATE INDEX task_waiting ON ${own}.task (queue, project_id, priority DESC, number) WHERE is_open AND held_by IS NULL;
CREATE INDEX task_bad ON ${own}.task (number) WHERE is_bad;
CREATE INDEX task_expiring ON ${own}.task (expires_at) WHERE is_open AND expires_at IS NOT NULL;
CREATE INDEX task_key ON ${own}.task (key, queue) WHERE is_open AND key IS NOT NULL;
CREATE INDEX task_listed_key ON ${own}.task (key, number) WHERE key IS NOT NULL;
CREATE INDEX task_flow ON ${own}.task (flow, number) WHERE flow IS NOT NULL;
-- Costs submissions nothing, and tasks that ended at about the same time lie near each other.
CREATE INDEX task_finished ON ${own}.task USING brin (finished_at timestamptz_minmax_multi_ops) WITH (pages_per_range = 32, autosummarize = on);${holdIndexes(names)}

CREATE TABLE ${own}.event (
  sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Sequences commit out of order, so readers stop at the oldest running transaction.
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  job_id uuid NOT NULL,
  kind text NOT NULL,
  state text,
  attempt int NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  data jsonb
);
CREATE INDEX event_xid ON ${own}.event (xid);
CREATE INDEX event_job ON ${own}.event (job_id, sequence);

CREATE TABLE ${own}.idempotency (
  key text PRIMARY KEY,
  job_id uuid NOT NULL
);
CREATE INDEX idempotency_job ON ${own}.idempotency (job_id);

-- The reason for a transition, which the engine sets for the transaction of its call to pg-boss.
CREATE FUNCTION ${own}.reason() RETURNS jsonb LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('poppobuilder.reason', true), '')::jsonb $$;

CREATE FUNCTION ${own}.state_of(job_state ${boss}.job_state, job_blocked boolean, job_due timestamptz, reason jsonb)
RETURNS text LANGUAGE sql VOLATILE AS $$
  SELECT CASE
    ${stateCases()}
  END
$$;

-- The outcome of an attempt whose job pg-boss puts back: 'lost' when its lease ran out.
CREATE FUNCTION ${own}.outcome_of(output jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN output->'value'->>'message' IN ('job heartbeat timeout', 'job timed out') THEN 'lost'
    ELSE coalesce(output->>'outcome', 'failed')
  END
$$;

${jobFunctions(names)}${holdsSchema(names)}${accountsSchema(names)}${approvalsSchema(names)}${expirySchema(names)}${flowsSchema(names)}${flowControlTables(names)}${consumersSchema(names)}${waitReasonsSchema(names)}${firstReasonsSchema(names)}${waitCodesSchema(names)}
${schedulesSchema(names)}
${claimsSchema(names)}${triggersSchema(names)}
${stateSchema(names)}
${spendingSchema(names)}
${historySchema(names)}
${searchSchema(names)}${tagsSchema(names)}${submissionTimesSchema(names)}
${storageSettings(names)}`;
}
