import type { Queryable } from '../database/database.ts';
import type { EngineContext } from '../engine-context.ts';

/** What {@link applyHolds} needs. */
export type HoldsContext = Pick<EngineContext, 'database' | 'names' | 'signals'>;

/** How many tasks one transaction marks. */
const PAGE_SIZE = 500;

interface Changes {
  /** Whether holds have been placed whose tasks are not marked. */
  readonly has_new: boolean;
  readonly has_over: boolean;
  /** Numbers of the holds that tasks are marked with and that have ended. */
  readonly ended: readonly string[];
  /** Numbers of the holds that need a task that goes first. */
  readonly to_try: readonly string[];
}

/**
 * Marks the waiting tasks of new holds, so that fetching does not read them, frees those of holds that have ended, and chooses
 * the tasks that go first. What may start does not depend on the marks. Every engine does this; of several, one does it at a time. Rejects with
 * `DATABASE_UNAVAILABLE`.
 */
export async function applyHolds(context: HoldsContext): Promise<void> {
  const { database, names } = context;
  const { own } = names;
  const [changes] = await database.query<Changes>(
    `SELECT EXISTS (SELECT FROM ${own}.hold WHERE NOT is_spread) AS has_new,
       EXISTS (SELECT FROM ${own}.hold WHERE until <= clock_timestamp() AND NOT has_canary) AS has_over,
       ARRAY(SELECT ${own}.ended_holds()) AS ended, ARRAY(SELECT ${own}.holds_to_try()) AS to_try`,
    [],
  );
  if (changes === undefined) return;
  if (changes.has_over) {
    await database.query(`DELETE FROM ${own}.hold WHERE until <= clock_timestamp() AND NOT has_canary`, []);
  }
  for (const hold of changes.ended) await free(context, hold);
  if (changes.has_new) await spread(context);
  for (const hold of changes.to_try) await tryOne(context, hold);
}

/** Releases one task ahead of the others. */
async function tryOne(context: HoldsContext, hold: string): Promise<void> {
  const { names, signals } = context;
  const rows = await alone(context, async (transaction) =>
    transaction.query<{ queues: readonly string[] }>(`SELECT ${names.own}.choose_canary($1) AS queues`, [
      hold,
    ]),
  );
  const freed = rows?.[0]?.queues ?? [];
  if (freed.length > 0) signals.wake(freed);
}

/** Marks the tasks of new holds. */
async function spread(context: HoldsContext): Promise<void> {
  const { database, names } = context;
  const { own } = names;
  const holds = await database.query<{ number: string; scope: string }>(
    `SELECT number, scope FROM ${own}.hold WHERE NOT is_spread ORDER BY number`,
    [],
  );
  const scopes = [...new Set(holds.map(({ scope }) => scope))];
  let after: string | null = '0';
  while (after !== null) {
    const from: string = after;
    const page = await alone(context, async (transaction) =>
      transaction.query<{ last: string | null }>(
        `SELECT ${own}.spread_holds($1, $2::text[], ${PAGE_SIZE}) AS last`,
        [from, scopes],
      ),
    );
    if (page === undefined) return;
    after = page[0]?.last ?? null;
  }
  await database.query(`UPDATE ${own}.hold SET is_spread = true WHERE number = ANY($1::bigint[])`, [
    holds.map(({ number }) => number),
  ]);
}

/** Frees the tasks that are marked with a hold that has ended, unless another one applies. */
async function free(context: HoldsContext, hold: string): Promise<void> {
  const { own } = context.names;
  let after: string | undefined = '0';
  while (after !== undefined) {
    const from: string = after;
    const page = await alone(context, async (transaction) =>
      transaction.query<{ last: string | null; queues: readonly string[] | null }>(
        `WITH page AS MATERIALIZED (
           SELECT job_id, number FROM ${own}.task
           WHERE is_open AND held_by = $1 AND number > $2 ORDER BY number LIMIT ${PAGE_SIZE})
         SELECT max(number) AS last, ${own}.mark_held(array_agg(job_id)) AS queues FROM page`,
        [hold, from],
      ),
    );
    after = page?.[0]?.last ?? undefined;
    const freed = page?.[0]?.queues ?? [];
    if (freed.length > 0) context.signals.wake(freed);
  }
}

/** Runs statements in a transaction; undefined when another engine is doing this. */
async function alone<T>(
  { database, names }: HoldsContext,
  operation: (transaction: Queryable) => Promise<T>,
): Promise<T | undefined> {
  return database.transaction(async (transaction) => {
    const [row] = await transaction.query<{ is_free: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtext($1)) AS is_free`,
      [`${names.own} marks`],
    );
    return row?.is_free === true ? operation(transaction) : undefined;
  });
}
