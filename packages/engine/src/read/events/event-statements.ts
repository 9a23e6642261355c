import type { SchemaNames } from '../../schema/names.ts';

/** How many events one statement reads. */
export const MAX_EVENTS = 250;

const FIELDS =
  'e.sequence, coalesce(t.id, e.job_id::text) AS task_id, e.kind, e.state, e.attempt, e.at, e.data';

/**
 * Returns a statement that reads a whole epoch by the index on `xid`: the transactions in $1 and those from $2 to before $3,
 * as far as snapshot $4 sees them; after sequence $5, of job $6, of kinds $7. There is a first row even without events.
 */
export function epochStatement({ own }: SchemaNames): string {
  const limit = MAX_EVENTS + 1;
  return `
WITH candidate AS MATERIALIZED (
  (SELECT * FROM ${own}.event WHERE xid = ANY($1::xid8[]) LIMIT ${limit})
  UNION ALL
  (SELECT * FROM ${own}.event WHERE xid >= $2::xid8 AND xid < $3::xid8 ORDER BY xid LIMIT ${limit})
), head AS MATERIALIZED (
  SELECT pg_current_snapshot()::text AS snapshot,
    (SELECT max(xid)::text FROM ${own}.event) AS newest,
    (SELECT count(*)::int FROM candidate) AS candidates
), chosen AS MATERIALIZED (
  SELECT * FROM candidate WHERE (SELECT candidates FROM head) < ${limit}
    AND ($4::pg_snapshot IS NULL OR pg_visible_in_snapshot(xid, $4::pg_snapshot))
    AND sequence > $5::bigint
    AND ($6::uuid IS NULL OR job_id = $6::uuid)
    AND ($7::text[] IS NULL OR kind = ANY($7::text[]))
)
SELECT head.*, ${FIELDS} FROM head
LEFT JOIN (chosen e LEFT JOIN ${own}.task t ON t.job_id = e.job_id) ON true
ORDER BY e.sequence`;
}

/**
 * Returns a statement that reads a page of the epoch between snapshots $1 and $2, by the primary key or by the index of one
 * task: after sequence $3, of kinds $4, of job $5.
 */
export function pageStatement({ own }: SchemaNames, { isOfTask }: { readonly isOfTask: boolean }): string {
  return `
SELECT ${FIELDS} FROM (
  SELECT * FROM ${own}.event
  WHERE sequence > $3::bigint AND ($4::text[] IS NULL OR kind = ANY($4::text[]))
    ${isOfTask ? 'AND job_id = $5::uuid' : ''}
    AND NOT pg_visible_in_snapshot(xid, $1::pg_snapshot) AND pg_visible_in_snapshot(xid, $2::pg_snapshot)
  ORDER BY sequence LIMIT ${MAX_EVENTS}
) e LEFT JOIN ${own}.task t ON t.job_id = e.job_id
ORDER BY e.sequence`;
}

/**
 * Returns a statement that reads the sequence before the first event of an epoch: of the transactions in $1 and those from
 * $2 to before $3.
 */
export function beginningStatement({ own }: SchemaNames): string {
  // Without the addition, Postgres would scan all sequences from the first one.
  return `SELECT coalesce(min(sequence + 0) - 1, 0) AS sequence FROM ${own}.event
    WHERE xid = ANY($1::xid8[]) OR (xid >= $2::xid8 AND xid < $3::xid8)`;
}
