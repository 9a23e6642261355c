import type { EngineContext } from '../engine-context.ts';
import type { WaitCode } from './wait-reason.ts';

/** How many tasks are looked at, so that a long queue does not make the answer slow. */
export const MAX_COUNTED = 50_000;

/** How many tasks wait, by the reason that decides first. */
export interface WaitTotals {
  /** Of the oldest 50,000 tasks that wait. A reason without tasks is absent. */
  readonly reasons: Readonly<Partial<Record<WaitCode, number>>>;
  /** How many newer tasks wait beyond them; 0 for most engines, whose numbers are exact. */
  readonly uncounted: number;
}

/**
 * Counts the tasks that wait by the first reason that `explain` gives for each of them.
 *
 * @internal
 */
export async function countWaiting(
  { database, names }: Pick<EngineContext, 'database' | 'names'>,
  limit: number = MAX_COUNTED,
): Promise<WaitTotals> {
  const { own } = names;
  const rows = await database.retryWhileUnavailable(async () =>
    database.query<{ code: WaitCode | null; count: number }>(
      `SELECT code, count(*)::int AS count FROM ${own}.wait_codes($1) GROUP BY 1
       UNION ALL SELECT NULL, count(*)::int FROM ${own}.task WHERE is_open AND state <> 'running'`,
      [limit],
    ),
  );
  const counts = rows.flatMap(({ code, count }) => (code === null ? [] : [[code, count] as const]));
  const counted = counts.reduce((sum, [, count]) => sum + count, 0);
  const total = rows.find(({ code }) => code === null)?.count ?? counted;
  return { reasons: Object.fromEntries(counts), uncounted: total - counted };
}
