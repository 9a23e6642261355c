import type { EngineContext } from '../engine-context.ts';
import type { RunningAttempt } from './running-attempt.ts';

/** How long an attempt may take. */
export interface TimeLimit {
  /** By the clock of the database; 0 or less when it may not start any more. In milliseconds. */
  readonly left: number;
  /** Why it ends then. */
  readonly reason: string;
}

/** Returns the limit of an attempt, if it has one. A `ttl` no longer applies after a first start in time. */
export async function readTimeLimit(
  { database, names }: Pick<EngineContext, 'database' | 'names'>,
  { jobId, data: { ttl, deadline } }: Pick<RunningAttempt, 'jobId' | 'data'>,
): Promise<TimeLimit | undefined> {
  if (ttl === undefined && deadline === undefined) return undefined;
  const [row] = await database.retryWhileUnavailable(async () =>
    database.tasks.query<{ left: number; is_deadline: boolean | null }>(
      `SELECT (extract(epoch FROM expires_at - clock_timestamp()) * 1000)::float8 AS left, expires_at = $2::timestamptz AS is_deadline
       FROM ${names.own}.task WHERE job_id = $1 AND expires_at IS NOT NULL`,
      [jobId, deadline ?? null],
    ),
  );
  if (row === undefined) return undefined;
  const reason = row.is_deadline === true ? 'Its deadline has passed.' : 'It waited longer than it may.';
  return { left: row.left, reason };
}
