import type { SchemaNames } from './names.ts';

/** Returns the table of claims. A claim is valid for as long as the attempt that made it runs. */
export function claimsSchema({ own }: SchemaNames): string {
  return `
CREATE TABLE ${own}.claim (
  resource text PRIMARY KEY,
  job_id uuid NOT NULL,
  attempt int NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX claim_job ON ${own}.claim (job_id);
`;
}
