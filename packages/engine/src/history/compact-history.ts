import type { Queryable } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';
import { type HistoryContext, lockHistory, periodOf } from './count-history.ts';

/** For how long periods are kept as short as they were counted, and then as hours. Afterwards they are days. */
const SHORT_KEPT = '2 days';
const HOURS_KEPT = '35 days';
/** For how long days are kept. */
const DAYS_KEPT = '800 days';

const COUNTS = ['succeeded', 'failed', 'cancelled', 'expired', 'usd', 'tokens', 'unknown'];

/** Merges old periods into hours and days, and deletes the oldest. Rejects with `DATABASE_UNAVAILABLE`. */
export async function compactHistory({ database, names }: HistoryContext): Promise<void> {
  await database.transaction(async (transaction) => {
    await lockHistory(transaction, names);
    for (const [length, kept] of [
      ['1 hour', SHORT_KEPT],
      ['1 day', HOURS_KEPT],
    ] as const) {
      await merge(transaction, names, { length, kept });
    }
    for (const table of ['history', 'history_duration']) {
      await transaction.query(
        `DELETE FROM ${names.own}.${table} WHERE at < clock_timestamp() - interval '${DAYS_KEPT}'`,
      );
    }
  });
}

async function merge(
  transaction: Queryable,
  { own }: SchemaNames,
  { length, kept }: { readonly length: string; readonly kept: string },
): Promise<void> {
  // Only whole periods, so that none is divided between two lengths.
  const isOld = `at < ${periodOf(`clock_timestamp() - interval '${kept}'`, length)} AND at <> ${periodOf('at', length)}`;
  const begins = periodOf('at', length);
  await transaction.query(
    `WITH old AS (DELETE FROM ${own}.history WHERE ${isOld} RETURNING *)
     INSERT INTO ${own}.history AS h (at, project_id, type, ${COUNTS.join(', ')})
     SELECT ${begins}, project_id, type, ${COUNTS.map((count) => `sum(${count})`).join(', ')} FROM old GROUP BY 1, 2, 3
     ON CONFLICT (at, project_id, type) DO UPDATE SET
       ${COUNTS.map((count) => `${count} = h.${count} + EXCLUDED.${count}`).join(', ')}`,
  );
  await transaction.query(
    `WITH old AS (DELETE FROM ${own}.history_duration WHERE ${isOld} RETURNING *)
     INSERT INTO ${own}.history_duration AS d (at, project_id, type, bucket, count)
     SELECT ${begins}, project_id, type, bucket, sum(count) FROM old GROUP BY 1, 2, 3, 4
     ON CONFLICT (at, project_id, type, bucket) DO UPDATE SET count = d.count + EXCLUDED.count`,
  );
}
