import type { Database } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';
import type { RunningAttempt } from './running-attempt.ts';

/** How long an attempt that was claimed may take. */
export interface TimeLimit {
  /** Milliseconds, by the clock of the database; 0 or less when it may not start any more. */
  readonly left: number;
  /** Why it ends then. */
  readonly reason: string;
}

/** The limit of an attempt; undefined when it has none. A `ttl` is over with the first start, if that was in time. */
export async function readTimeLimit(
  { database, names }: { readonly database: Database; readonly names: SchemaNames },
  { jobId, data: { ttl, deadline } }: Pick<RunningAttempt, 'jobId' | 'data'>,
): Promise<TimeLimit | undefined> {
  if (ttl === undefined && deadline === undefined) return undefined;
  const [row] = await database.retryWhileUnavailable(async () =>
    database.work.query<{ left: number; is_deadline: boolean | null }>(
      `SELECT (extract(epoch FROM expires_at - clock_timestamp()) * 1000)::float8 AS left, expires_at = $2::timestamptz AS is_deadline
       FROM ${names.own}.task WHERE job_id = $1 AND expires_at IS NOT NULL`,
      [jobId, deadline ?? null],
    ),
  );
  if (row === undefined) return undefined;
  const reason = row.is_deadline === true ? 'Its deadline has passed.' : 'It waited longer than it may.';
  return { left: row.left, reason };
}
