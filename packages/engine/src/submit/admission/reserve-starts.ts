import type { Queryable } from '../../database/database.ts';
import type { SchemaNames } from '../../schema/names.ts';
import type { RateLimit } from './rate-limit.ts';

/** A task that wants to start. */
export interface RatedStart {
  readonly rate: RateLimit;
  /** Milliseconds before it may start. */
  readonly delay: number;
}

/**
 * The moments at which these tasks of one key may start, undefined for at once, and moves the key's clock on. Generic cell
 * rate algorithm: a row for each key holds the moment up to which its starts are taken. All by the database's clock.
 */
export async function reserveStarts(
  transaction: Queryable,
  { own }: SchemaNames,
  key: string,
  starts: readonly RatedStart[],
): Promise<(Date | undefined)[]> {
  // Locks the row: others of the key wait until this transaction ends.
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

/** When tasks may start if starts are taken for so many milliseconds from now, and for how many they are taken then. */
export function spread(taken: number, starts: readonly RatedStart[]): { waits: number[]; ahead: number } {
  let ahead = Math.max(0, taken);
  const waits = starts.map(({ rate: { limit, per }, delay }) => {
    const step = per / limit;
    const next = Math.max(ahead, delay) + step;
    const wait = Math.max(delay, next - per);
    ahead = next;
    return wait;
  });
  return { waits, ahead };
}
