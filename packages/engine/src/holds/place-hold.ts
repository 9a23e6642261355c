import { invalidArgument } from '@poppobuilder/core/runner-kit';
import type { Queryable } from '../database/database.ts';
import { mayStart } from '../schema/consumers.ts';
import type { SchemaNames } from '../schema/names.ts';
import type { HoldOptions } from './hold-options.ts';
import { HOLD_ROW, type HoldRow, scopeText } from './hold-row.ts';

/** A hold that was placed, and the jobs of the tasks that it stops. */
export interface PlacedHold {
  readonly row: HoldRow;
  readonly stopped: readonly string[];
  /** Ids of the consumers that may start what they fetched before. Absent when that is not known, after a crash of the server. */
  readonly consumers: readonly string[] | undefined;
}

/**
 * Places a hold in a transaction. What is being fetched starts before it; nothing that it applies to starts once the
 * transaction has committed.
 *
 * Rejects with `INVALID_TASK` for an end in the past, and for an id that a hold with another scope has.
 */
export async function placeHold(
  transaction: Queryable,
  names: SchemaNames,
  options: HoldOptions & { readonly id: string },
): Promise<PlacedHold> {
  const { id, reason, until = null, by = null, cancelRunning = false, canary = false } = options;
  const { own } = names;
  const scope = scopeText(options.scope);
  await transaction.query(`SELECT ${own}.stop_starts()`, []);
  await transaction.query(
    `DELETE FROM ${own}.hold WHERE id = $1 AND until <= clock_timestamp() AND NOT has_canary`,
    [id],
  );
  const [row] = await transaction.query<HoldRow & { is_over: boolean }>(
    `INSERT INTO ${own}.hold AS known (id, scope, code, message, placed_by, until, cancels_running, has_canary)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (id) DO UPDATE SET code = excluded.code, message = excluded.message, placed_by = excluded.placed_by,
       until = excluded.until, cancels_running = excluded.cancels_running, has_canary = excluded.has_canary, canary = NULL
     RETURNING ${HOLD_ROW}, coalesce(until <= clock_timestamp() AND NOT has_canary, false) AS is_over`,
    [id, scope, reason.code, reason.message, by, until, cancelRunning, canary],
  );
  if (row === undefined || row.is_over) throw refused('until: must be in the future');
  if (row.scope !== scope) throw refused(`scope: a hold with the id "${id}" has another one, "${row.scope}"`);
  const [known] = await transaction.query<{ consumers: readonly string[] | null }>(
    `SELECT CASE WHEN NOT ${own}.may_miss_consumers() THEN
       ARRAY(SELECT c.id::text FROM ${own}.consumer c WHERE ${mayStart(own)}) END AS consumers`,
    [],
  );
  const stopped = cancelRunning ? await stopRunning(transaction, names, row) : [];
  return { row, stopped, consumers: known?.consumers ?? undefined };
}

/** Requests that running tasks are handed back. Their processes find the request when they renew the leases. */
async function stopRunning(
  transaction: Queryable,
  { own, boss }: SchemaNames,
  { id, scope, message }: HoldRow,
): Promise<readonly string[]> {
  const rows = await transaction.query<{ job_id: string }>(
    `WITH running AS MATERIALIZED (
       SELECT t.job_id FROM ${boss}.job j JOIN ${own}.task t ON t.job_id = j.id
       WHERE j.state = 'active' AND j.group_id IS NOT NULL AND starts_with(j.name, 'tasks/')
         AND ${own}.scopes_of(t) @> ARRAY[$1::text] ORDER BY t.job_id FOR NO KEY UPDATE OF t
     )
     UPDATE ${own}.task t SET hold_reason = $2 FROM running r WHERE t.job_id = r.job_id RETURNING t.job_id`,
    [scope, `It was stopped by the hold "${id}": ${message}`],
  );
  return rows.map(({ job_id: jobId }) => jobId);
}

const refused = (problem: string): Error => invalidArgument({ of: 'holds.place()' }, problem);
