import type { EngineContext } from '../engine-context.ts';
import { SCHEDULES_QUEUE } from '../schema/schedules.ts';
import { setBackBy, shiftTimes } from './clock-set-back.ts';

/** How far a clock may be set back before times are corrected: what is due waits for that long. In milliseconds. */
const TOLERANCE = 2_000;

/**
 * Corrects stored times when the database's clock was set back, which pg-boss would wait out. Of several engines, one does
 * it. Rejects with `DATABASE_UNAVAILABLE`.
 */
export async function correctClock({
  database,
  names,
  signals,
}: Pick<EngineContext, 'database' | 'names' | 'signals'>): Promise<void> {
  if ((await setBackBy(database, names)) < TOLERANCE) return;
  const isCorrected = await database.transaction(async (transaction) => {
    await transaction.query(`SELECT pg_advisory_xact_lock(hashtext($1))`, [`${names.own} clock`]);
    const ahead = await setBackBy(transaction, names);
    if (ahead < TOLERANCE) return false;
    await shiftTimes(transaction, names, ahead);
    return true;
  });
  if (isCorrected) signals.wake([SCHEDULES_QUEUE]);
}
