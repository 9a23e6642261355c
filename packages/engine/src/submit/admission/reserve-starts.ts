import type { Queryable } from '../../database/database.ts';
import type { SchemaNames } from '../../schema/names.ts';
import type { RateLimit } from './rate-limit.ts';

/** A task that is subject to a rate. */
export interface RatedStart {
  readonly rate: RateLimit;
  /** How long it waits in any case. In milliseconds. */
  readonly delay: number;
}

/**
 * Reserves start times for tasks of one key, by the database's clock; undefined means at once. Implements the generic cell
 * rate algorithm: a row for each key has the time up to which starts are reserved.
 */
export async function reserveStarts(
  transaction: Queryable,
  { own }: SchemaNames,
  key: string,
  starts: readonly RatedStart[],
): Promise<(Date | undefined)[]> {
  // Locks the row until the transaction ends.
  const [row] = await transaction.query<{ next: number }>(
    `INSERT INTO ${own}.rate (key, next_at) VALUES ($1, clock_timestamp()) ON CONFLICT (key) DO UPDATE SET key = excluded.key
     RETURNING (extract(epoch FROM next_at) * 1000)::float8 AS next`,
    [key],
  );
  const [clock] = await transaction.query<{ now: number }>(
    'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now',
    [],
  );
  const now = clock?.now ?? Date.now();
  const { waits, ahead } = spread((row?.next ?? now) - now, starts);
  await transaction.query(`UPDATE ${own}.rate SET next_at = to_timestamp($2::float8 / 1000) WHERE key = $1`, [
    key,
    now + ahead,
  ]);
  return waits.map((wait) => (wait > 0 ? new Date(Math.ceil(now + wait)) : undefined));
}

/**
 * Returns how long tasks have to wait when starts are reserved for the next milliseconds, and for how long starts are
 * reserved afterwards. In milliseconds.
 */
export function spread(reserved: number, starts: readonly RatedStart[]): { waits: number[]; ahead: number } {
  let ahead = Math.max(0, reserved);
  const waits = starts.map(({ rate: { limit, per }, delay }) => {
    const step = per / limit;
    const next = Math.max(ahead, delay) + step;
    const wait = Math.max(delay, next - per);
    ahead = next;
    return wait;
  });
  return { waits, ahead };
}
