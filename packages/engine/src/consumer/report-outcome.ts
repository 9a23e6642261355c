import { isTransient } from '../database/database.ts';
import { isUnavailable } from '../database/unavailable.ts';
import { lateResult, refusedEnd } from './attempt-outcome.ts';
import type { Run } from './run.ts';
import { type AttemptEnd, isRecorded, settle } from './record-outcome.ts';
import type { WorkerParts } from './consume-options.ts';

/**
 * Does what has to be done before, and tells how an attempt ended, until the database has taken both. An end that it does
 * not take, whenever it is told, makes the attempt a failed one: it would be taken for lost, and run again to no other end.
 * Rejects with `DATABASE_UNAVAILABLE`.
 */
export async function tellEnd(
  parts: WorkerParts,
  run: Run,
  end: AttemptEnd,
  before: () => Promise<void>,
): Promise<void> {
  const { database, signals, onError } = parts;
  const take = async (theEnd: AttemptEnd): Promise<boolean> => {
    let asked = 0;
    const isOurs = await database.persist(async () => {
      await before();
      asked += 1;
      return settle(parts, run, theEnd);
    });
    return isOurs || (asked > 1 && (await isRecorded(parts, run, theEnd)));
  };
  const isTaken = await take(end).catch(async (error: unknown) => {
    if (isUnavailable(error) || isTransient(error)) throw error;
    return take({ outcome: 'failed', error: refusedEnd(run, error) });
  });
  if (!isTaken) onError(lateResult(run));
  signals.news();
  if (run.data.wakes !== undefined) signals.wake(run.data.wakes);
}
