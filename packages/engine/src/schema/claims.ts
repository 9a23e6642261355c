import type { SchemaNames } from './names.ts';

/** What running tasks have claimed. A claim counts for as long as the attempt that made it runs. */
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
