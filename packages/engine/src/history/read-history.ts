import { durationOf } from './buckets.ts';
import { type HistoryContext, periodOf, SHORTEST_PERIOD } from './count-history.ts';
import type { HistoryPeriod } from './history-options.ts';
import type { ParsedHistoryOptions } from './history-schema.ts';

interface PeriodRow {
  readonly at: Date;
  readonly part: string;
  readonly succeeded: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly expired: number;
  readonly usd: number;
  readonly tokens: number;
  readonly unknown: number;
  readonly p50: number | null;
  readonly p95: number | null;
}

const PARTS = { project: 'project_id', type: 'type' } as const;

/**
 * Returns the periods of a history in which something happened. A percentile is the first bucket of durations up to which
 * there are that many of them.
 *
 * @internal
 */
export async function readHistory(
  { database, names: { own } }: HistoryContext,
  { projectId, type, since, until, step, by, timeZone }: ParsedHistoryOptions,
): Promise<HistoryPeriod[]> {
  const begin = (time: string): string =>
    step === 'day'
      ? `date_trunc('day', ${time}, $5)`
      : periodOf(time, step === 'hour' ? '1 hour' : SHORTEST_PERIOD);
  const part = by === undefined ? `''` : PARTS[by];
  const chosen = `WHERE at >= ${begin('$3::timestamptz')} AND at < $4 AND ($1::text IS NULL OR project_id = $1)
    AND ($2::text IS NULL OR type = $2) AND $5::text IS NOT NULL`;
  const rows = await database.retryWhileUnavailable(async () =>
    database.query<PeriodRow>(
      `WITH counted AS (
         SELECT ${begin('at')} AS at, ${part} AS part, sum(succeeded)::float8 AS succeeded, sum(failed)::float8 AS failed,
           sum(cancelled)::float8 AS cancelled, sum(expired)::float8 AS expired, sum(usd) AS usd,
           sum(tokens)::float8 AS tokens, sum(unknown)::float8 AS unknown
         FROM ${own}.history ${chosen} GROUP BY 1, 2
       ), timed AS (
         SELECT ${begin('at')} AS at, ${part} AS part, bucket, sum(count) AS count
         FROM ${own}.history_duration ${chosen} GROUP BY 1, 2, 3
       ), ranked AS (
         SELECT *, sum(count) OVER (PARTITION BY at, part ORDER BY bucket) / sum(count) OVER (PARTITION BY at, part) AS share
         FROM timed
       ), percentiles AS (
         SELECT at, part, min(bucket) FILTER (WHERE share >= 0.5) AS p50, min(bucket) FILTER (WHERE share >= 0.95) AS p95
         FROM ranked GROUP BY at, part
       )
       SELECT * FROM counted LEFT JOIN percentiles USING (at, part) ORDER BY at, part`,
      [projectId ?? null, type ?? null, since, until, timeZone],
    ),
  );
  return rows.map((row) => periodFrom(row, by));
}

function periodFrom(
  { part, unknown, p50, p95, ...rest }: PeriodRow,
  by: ParsedHistoryOptions['by'],
): HistoryPeriod {
  return {
    ...rest,
    unknownRuns: unknown,
    ...(by === 'project' ? { projectId: part } : {}),
    ...(by === 'type' ? { type: part } : {}),
    ...(p50 === null ? {} : { p50: durationOf(p50) }),
    ...(p95 === null ? {} : { p95: durationOf(p95) }),
  };
}
