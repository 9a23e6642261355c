import type { Queryable } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';
import { SCHEDULES_QUEUE } from '../schema/schedules.ts';

/**
 * Returns by how many milliseconds the database's clock was set back since pg-boss last stored the time; 0 or less when it
 * was not.
 */
export async function setBackBy(database: Queryable, { boss }: SchemaNames): Promise<number> {
  const [row] = await database.query<{ ahead: number | null }>(
    `SELECT (extract(epoch FROM max(greatest(created_on, monitor_claim_on)) - ${boss}.job_now()) * 1000)::float8 AS ahead
     FROM ${boss}.queue`,
    [],
  );
  return row?.ahead ?? 0;
}

/**
 * Shifts stored times back by as much as the clock: tasks wait for as long as they had to, leases end when they would have,
 * intervals start over, and pg-boss maintains its queues. Times of `cron` and `at` are wall-clock times and stay.
 */
export async function shiftTimes(transaction: Queryable, names: SchemaNames, ahead: number): Promise<void> {
  for (const statement of statements(names)) {
    await transaction.query(statement.replaceAll('$ahead', `interval '${ahead} milliseconds'`));
  }
}

/** Tasks submitted this recently were submitted after the clock was set back. In seconds. */
const DETECTION_TIME = 5;

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
         AND NOT created_on BETWEEN ${now} - interval '${DETECTION_TIME} seconds' AND ${now}
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
