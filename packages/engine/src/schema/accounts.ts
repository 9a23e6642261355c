import type { SchemaNames } from './names.ts';

/** Returns the tables of accounts and circuit breakers. */
export function accountsSchema({ own }: SchemaNames): string {
  return `
-- What tasks have reported about the accounts that they use.
CREATE TABLE ${own}.account (
  key text PRIMARY KEY,
  windows jsonb NOT NULL,
  reported_at timestamptz NOT NULL
);

-- Failures of the same class in a row, and how often tasks were held for them.
CREATE TABLE ${own}.breaker (
  key text PRIMARY KEY,
  class text NOT NULL,
  failures int NOT NULL,
  trips int NOT NULL DEFAULT 0
);
`;
}
