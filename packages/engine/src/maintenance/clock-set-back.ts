import type { Queryable } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';
import { SCHEDULES_QUEUE } from '../schema/schedules.ts';

/** By how many milliseconds the database's clock was set back since pg-boss wrote the time down last; 0 or less if it was not. */
export async function setBackBy(database: Queryable, { boss }: SchemaNames): Promise<number> {
  const [row] = await database.query<{ ahead: number | null }>(
    `SELECT (extract(epoch FROM max(greatest(created_on, monitor_claim_on)) - ${boss}.job_now()) * 1000)::float8 AS ahead
     FROM ${boss}.queue`,
    [],
  );
  return row?.ahead ?? 0;
}

/**
 * Brings times that were ahead of the clock back to it: what waited was due or goes on waiting for as long as it had to,
 * leases end when they would have, intervals begin anew, and pg-boss looks after its queues. `cron` and `at` name times of
 * a clock on the wall, and stay.
 */
export async function bringBack(transaction: Queryable, names: SchemaNames, ahead: number): Promise<void> {
  for (const statement of statements(names)) {
    await transaction.query(statement.replaceAll('$ahead', `interval '${ahead} milliseconds'`));
  }
}

/** Seconds within which the step is found: tasks of these were submitted after it. */
const FOUND = 5;

function statements({ own, boss }: SchemaNames): readonly string[] {
  const now = `${boss}.job_now()`;
  const notAhead = (column: string): string =>
    `${column} = CASE WHEN ${column} > ${now} THEN ${now} ELSE ${column} END`;
  const back = (column: string): string =>
    `${column} = CASE WHEN ${column} > ${now} THEN ${column} - $ahead ELSE ${column} END`;
  return [
    `WITH moved AS (
       UPDATE ${boss}.job SET start_after = start_after - $ahead
       WHERE state < 'active' AND start_after > ${now} AND starts_with(name, 'tasks/')
         AND NOT created_on BETWEEN ${now} - interval '${FOUND} seconds' AND ${now}
       RETURNING id, start_after)
     UPDATE ${own}.task t SET due_at = moved.start_after FROM moved WHERE t.job_id = moved.id`,
    `UPDATE ${boss}.job SET ${back('heartbeat_on')}, ${back('started_on')}
     WHERE state = 'active' AND greatest(heartbeat_on, started_on) > ${now}`,
    `WITH begun AS (
       UPDATE ${own}.schedule SET anchor = ${now}, next_at = ${now} + (timing->>'every')::float8 * interval '1 millisecond'
       WHERE next_at > ${now} + (timing->>'every')::float8 * interval '1 millisecond'
       RETURNING job_id, next_at)
     UPDATE ${boss}.job j SET start_after = begun.next_at FROM begun
     WHERE j.name = '${SCHEDULES_QUEUE}' AND j.id = begun.job_id`,
    `UPDATE ${own}.rate SET next_at = greatest(next_at - $ahead, clock_timestamp()) WHERE next_at > clock_timestamp()`,
    `UPDATE ${boss}.version SET ${['flow_on', 'bam_on', 'reindex_on', 'monitor_backoff_on'].map(notAhead).join(', ')}`,
    `UPDATE ${boss}.queue SET ${['created_on', 'monitor_claim_on', 'monitor_on', 'maintain_on'].map(notAhead).join(', ')}`,
  ];
}
