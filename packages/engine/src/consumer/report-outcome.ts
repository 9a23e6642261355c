import { isTransient } from '../database/database.ts';
import { isUnavailable } from '../database/unavailable.ts';
import { lateOutcome, rejectedOutcome } from './attempt-outcome.ts';
import type { RunningAttempt } from './running-attempt.ts';
import { type OutcomeDetails, isRecorded, settle } from './record-outcome.ts';
import type { ConsumerParts } from './consume-options.ts';

/**
 * Does what has to be done before, and tells how an attempt ended, until the database has taken both. An end that it does
 * not take, whenever it is told, makes the attempt a failed one: it would be taken for lost, and run again to no other end.
 * Rejects with `DATABASE_UNAVAILABLE`.
 */
export async function reportOutcome(
  parts: ConsumerParts,
  run: RunningAttempt,
  end: OutcomeDetails,
  before: () => Promise<void>,
): Promise<void> {
  const { database, signals, onError } = parts;
  const take = async (theEnd: OutcomeDetails): Promise<boolean> => {
    let asked = 0;
    const isOurs = await database.retryWhileUnavailable(async () => {
      await before();
      asked += 1;
      return settle(parts, run, theEnd);
    });
    return isOurs || (asked > 1 && (await isRecorded(parts, run, theEnd)));
  };
  const isTaken = await take(end).catch(async (error: unknown) => {
    if (isUnavailable(error) || isTransient(error)) throw error;
    return take({ outcome: 'failed', error: rejectedOutcome(run, error) });
  });
  if (!isTaken) onError(lateOutcome(run));
  signals.news();
  if (run.data.wakes !== undefined) signals.wake(run.data.wakes);
}
