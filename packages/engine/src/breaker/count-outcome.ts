import type { TaskError } from '@poppobuilder/core';
import type { HeldAttempt } from '../consumer/held-attempt.ts';
import type { OutcomeDetails } from '../consumer/outcome-details.ts';
import type { EngineContext } from '../engine-context.ts';
import type { Holds } from '../holds/holds.ts';
import type { ResolvedBreaker } from './breaker-options.ts';
import { breakerHold } from './breaker-key.ts';
import { failureClass } from './failure-class.ts';

/** What {@link countOutcome} needs. */
export interface BreakerContext extends Pick<EngineContext, 'database' | 'names' | 'breaker'> {
  readonly holds: Pick<Holds, 'place'>;
}

interface Count {
  readonly failures: number;
  readonly trips: number;
  /** Whether the tasks are held. */
  readonly is_open: boolean;
  /** Whether the failed task was the one that went first. */
  readonly was_canary: boolean;
}

/**
 * Counts the outcome of an attempt for the circuit breaker of its task, before it is recorded. Holds the tasks of the breaker
 * after several failures of the same class in a row. Rejects with `DATABASE_UNAVAILABLE`.
 */
export async function countOutcome(
  context: BreakerContext,
  { jobId }: HeldAttempt,
  key: string,
  details: OutcomeDetails,
): Promise<void> {
  const { database, names, breaker } = context;
  if (details.outcome === 'succeeded') {
    await database.retryWhileUnavailable(async () =>
      database.query(`DELETE FROM ${names.own}.breaker WHERE key = $1`, [key]),
    );
  }
  if (details.outcome !== 'failed') return;
  const [count] = await database.retryWhileUnavailable(async () =>
    database.query<Count>(
      `INSERT INTO ${names.own}.breaker AS known (key, class, failures) VALUES ($1, $2, 1)
       ON CONFLICT (key) DO UPDATE SET class = excluded.class,
         failures = CASE WHEN known.class = excluded.class THEN known.failures + 1 ELSE 1 END
       RETURNING failures, trips, EXISTS (SELECT FROM ${names.own}.hold WHERE id = $3) AS is_open,
         EXISTS (SELECT FROM ${names.own}.hold WHERE id = $3 AND canary = $4) AS was_canary`,
      [key, failureClass(details.error), breakerHold(key), jobId],
    ),
  );
  if (count === undefined) return;
  // Tasks that ran when the breaker opened say nothing new.
  if (count.was_canary || (!count.is_open && count.failures >= breaker.failures)) {
    await open(context, key, count, details.error);
  }
}

/** Returns how long tasks are held after the breaker has opened so many times in a row before. In milliseconds. */
export const delayAfter = (trips: number, { delay, maxDelay }: ResolvedBreaker): number =>
  Math.min(delay * 2 ** Math.min(trips, 30), maxDelay);

async function open(
  { database, names, holds, breaker }: BreakerContext,
  key: string,
  { failures, trips }: Count,
  error: TaskError,
): Promise<void> {
  const times =
    failures === 1 ? 'The last attempt failed' : `The last ${failures} attempts failed in the same way`;
  await holds.place({
    id: breakerHold(key),
    scope: { key: breakerHold(key) },
    reason: { code: 'CIRCUIT_OPEN', message: `${times} (${failureClass(error)}).` },
    until: new Date(Date.now() + delayAfter(trips, breaker)),
    canary: true,
  });
  await database.retryWhileUnavailable(async () =>
    database.query(`UPDATE ${names.own}.breaker SET trips = trips + 1 WHERE key = $1`, [key]),
  );
}
