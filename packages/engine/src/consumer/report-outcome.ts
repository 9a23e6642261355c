import { isTransient } from '../database/database.ts';
import { isUnavailable } from '../database/unavailable.ts';
import type { EngineContext } from '../engine-context.ts';
import { lateOutcome, rejectedOutcome } from './attempt-outcome.ts';
import type { OutcomeDetails } from './outcome-details.ts';
import { isRecorded, recordOutcome } from './record-outcome.ts';
import type { RunningAttempt } from './running-attempt.ts';

/**
 * Writes the attempt's log and then records its outcome, repeating both until the database has stored them. An outcome that
 * the database refuses makes the attempt a failed one; otherwise the task would be considered lost, and run again with the
 * same outcome. Rejects with `DATABASE_UNAVAILABLE`.
 */
export async function reportOutcome(
  context: EngineContext,
  attempt: RunningAttempt,
  details: OutcomeDetails,
  writeLog: () => Promise<void>,
): Promise<void> {
  const { database, signals, onError } = context;
  const record = async (recorded: OutcomeDetails): Promise<boolean> => {
    let tries = 0;
    const isOurs = await database.retryWhileUnavailable(async () => {
      await writeLog();
      tries += 1;
      return recordOutcome(context, attempt, recorded);
    });
    return isOurs || (tries > 1 && (await isRecorded(context, attempt, recorded)));
  };
  const isStored = await record(details).catch(async (error: unknown) => {
    if (isUnavailable(error) || isTransient(error)) throw error;
    return record({ outcome: 'failed', error: rejectedOutcome(attempt, error) });
  });
  if (!isStored) onError(lateOutcome(attempt));
  signals.notifyEvents();
  if (attempt.data.wakes !== undefined) signals.wake(attempt.data.wakes);
}
