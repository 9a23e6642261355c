import type { EngineContext } from '../engine-context.ts';

/**
 * Merges what attempts spent that ended before the retention, into one row for each project and subject, and deletes old
 * allowances and notices. Rejects with `DATABASE_UNAVAILABLE`.
 */
export async function compactSpending(
  { database, names: { own } }: Pick<EngineContext, 'database' | 'names'>,
  { retention }: { readonly retention: number },
): Promise<void> {
  const kept = `clock_timestamp() - $1::float8 * interval '1 millisecond'`;
  await database.query(
    `WITH many AS (
       SELECT project_id, subject FROM ${own}.spending WHERE ended_at < ${kept}
       GROUP BY project_id, subject HAVING count(*) > 1
     ), old AS (
       DELETE FROM ${own}.spending s USING many m WHERE s.project_id = m.project_id
         AND s.subject IS NOT DISTINCT FROM m.subject AND s.ended_at < ${kept}
       RETURNING s.*
     )
     INSERT INTO ${own}.spending (task_id, attempt, project_id, subject, started_at, ended_at, usd, tokens, runs, unknown,
       allowed_usd, allowed_tokens, counted_usd, counted_tokens, counted_unknown)
     SELECT max(task_id), 1, project_id, subject, max(started_at), max(ended_at), sum(usd), sum(tokens), sum(runs), sum(unknown),
       sum(CASE WHEN unknown > 0 THEN greatest(allowed_usd - usd, 0) END) + sum(usd),
       sum(CASE WHEN unknown > 0 THEN greatest(allowed_tokens - tokens, 0) END) + sum(tokens),
       sum(counted_usd), sum(counted_tokens), sum(counted_unknown)
     FROM old GROUP BY project_id, subject`,
    [retention],
  );
  await database.query(`DELETE FROM ${own}.allowance WHERE until < ${kept}`, [retention]);
  await database.query(`DELETE FROM ${own}.notice WHERE coalesce(sent_at, created_at) < ${kept}`, [
    retention,
  ]);
}
