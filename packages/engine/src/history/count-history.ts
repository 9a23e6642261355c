import type { Queryable } from '../database/database.ts';
import type { EngineContext } from '../engine-context.ts';
import type { SchemaNames } from '../schema/names.ts';
import { bucketOf } from './buckets.ts';

/** What the history needs. */
export type HistoryContext = Pick<EngineContext, 'database' | 'names'>;

/** The length of the shortest periods. */
export const SHORTEST_PERIOD = '5 minutes';

/** How many ended tasks, or attempts, one transaction counts. */
const PAGE_SIZE = 10_000;

/** Returns an expression for the beginning of the period of a time. */
export const periodOf = (time: string, length: string = SHORTEST_PERIOD): string =>
  `date_bin('${length}', ${time}, 'epoch')`;

/** Which rows of spending are not counted completely. */
const UNCOUNTED = 'usd <> counted_usd OR tokens <> counted_tokens OR unknown <> counted_unknown';

/** Adds what has ended and what was spent to the history, each once. Rejects with `DATABASE_UNAVAILABLE`. */
export async function countHistory({ database, names }: HistoryContext): Promise<void> {
  let isComplete = !(await hasUncounted(database, names));
  while (!isComplete) {
    isComplete = await database.transaction(async (transaction) => {
      // Engines that count at the same time would wait for each other's rows.
      await lockHistory(transaction, names);
      const ended = await countEnded(transaction, names);
      const spent = await countSpent(transaction, names);
      return ended < PAGE_SIZE && spent < PAGE_SIZE;
    });
  }
}

async function hasUncounted(database: Queryable, { own }: SchemaNames): Promise<boolean> {
  const [row] = await database.query<{ found: boolean }>(
    `SELECT EXISTS (SELECT FROM ${own}.ended) OR EXISTS (SELECT FROM ${own}.spending WHERE ${UNCOUNTED}) AS found`,
    [],
  );
  return row?.found === true;
}

/** Keeps other transactions from changing the history. */
export async function lockHistory(transaction: Queryable, { own }: SchemaNames): Promise<void> {
  await transaction.query(`SELECT pg_advisory_xact_lock(hashtext($1))`, [`${own} history`]);
}

async function countEnded(transaction: Queryable, { own }: SchemaNames): Promise<number> {
  const ends = ['succeeded', 'failed', 'cancelled', 'expired'];
  const counts = ends.map((state) => `count(*) FILTER (WHERE state = '${state}')`);
  const sums = ends.map((state) => `${state} = h.${state} + EXCLUDED.${state}`);
  const [row] = await transaction.query<{ count: number }>(
    `WITH gone AS (
       DELETE FROM ${own}.ended WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${own}.ended LIMIT ${PAGE_SIZE}))
       RETURNING project_id, type, state, ran, ${periodOf('at')} AS at
     ), counted AS (
       INSERT INTO ${own}.history AS h (at, project_id, type, ${ends.join(', ')})
       SELECT at, project_id, type, ${counts.join(', ')} FROM gone GROUP BY at, project_id, type
       ON CONFLICT (at, project_id, type) DO UPDATE SET ${sums.join(', ')}
     ), timed AS (
       INSERT INTO ${own}.history_duration AS d (at, project_id, type, bucket, count)
       SELECT at, project_id, type, ${bucketOf('ran')}, count(*) FROM gone WHERE ran IS NOT NULL GROUP BY 1, 2, 3, 4
       ON CONFLICT (at, project_id, type, bucket) DO UPDATE SET count = d.count + EXCLUDED.count
     )
     SELECT count(*)::int AS count FROM gone`,
  );
  return row?.count ?? 0;
}

/** Adds what attempts have spent since they were counted last, also those that still run. */
async function countSpent(transaction: Queryable, { own }: SchemaNames): Promise<number> {
  const [row] = await transaction.query<{ count: number }>(
    `WITH found AS (
       SELECT * FROM ${own}.spending
       WHERE ${UNCOUNTED}
       ORDER BY number LIMIT ${PAGE_SIZE} FOR UPDATE
     ), marked AS (
       UPDATE ${own}.spending s SET counted_usd = f.usd, counted_tokens = f.tokens, counted_unknown = f.unknown
       FROM found f WHERE s.number = f.number
     ), counted AS (
       INSERT INTO ${own}.history AS h (at, project_id, type, usd, tokens, unknown)
       SELECT ${periodOf('coalesce(ended_at, clock_timestamp())')} AS at, project_id, coalesce(type, ''),
         sum(usd - counted_usd), sum(tokens - counted_tokens), sum(unknown - counted_unknown)
       FROM found GROUP BY 1, 2, 3
       ON CONFLICT (at, project_id, type) DO UPDATE SET usd = h.usd + EXCLUDED.usd,
         tokens = h.tokens + EXCLUDED.tokens, unknown = h.unknown + EXCLUDED.unknown
     )
     SELECT count(*)::int AS count FROM found`,
  );
  return row?.count ?? 0;
}
