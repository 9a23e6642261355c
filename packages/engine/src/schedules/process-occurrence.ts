import { SCHEDULES_QUEUE } from '../schema/schedules.ts';
import type { Queryable } from '../database/database.ts';
import type { EngineContext } from '../engine-context.ts';
import type { Submitter } from '../submit/submitter.ts';
import { readSchedules, type ScheduleRow, writeSchedule } from './schedule-row.ts';
import { type OccurrenceEffects, trySubmitOccurrence } from './submit-occurrence.ts';
import { occurrencesOf } from './occurrences-of.ts';
import { waitForOccurrence } from './wait-for-occurrence.ts';

/** How late an occurrence may be. In milliseconds, as all times here. */
const MAX_DELAY = 60_000;
/** When the server ends the transaction of a process that stopped in the middle of it. */
const IDLE_TRANSACTION_TIMEOUT = 10_000;

/**
 * Processes one occurrence that is due. Its job, its task and the job of the next occurrence change in one transaction, so
 * that a process may be killed at any time. Resolves with undefined when none is due or other processes have it.
 */
export async function processOccurrence(
  context: EngineContext,
  submitter: Submitter,
): Promise<OccurrenceEffects | undefined> {
  const { boss, database, names } = context;
  return database.transaction(async (transaction) => {
    await transaction.query(`SET LOCAL idle_in_transaction_session_timeout = ${IDLE_TRANSACTION_TIMEOUT}`);
    const db = database.forBoss(transaction);
    const [job] = await boss.fetch<{ schedule: string }>(SCHEDULES_QUEUE, { db });
    if (job === undefined) return undefined;
    // Changes of a schedule lock it first and its job afterwards: waiting here would deadlock.
    const [row] = await readSchedules(transaction, names, job.data.schedule, 'FOR UPDATE NOWAIT');
    if (row?.job_id === job.id) return processDue(context, submitter, transaction, row);
    await boss.deleteJob(SCHEDULES_QUEUE, job.id, { db });
    return { queues: [], stopping: [] };
  });
}

async function processDue(
  context: EngineContext,
  submitter: Submitter,
  transaction: Queryable,
  row: ScheduleRow,
): Promise<OccurrenceEffects> {
  const { now } = row;
  const due = row.next_at ?? now;
  const occurrences = occurrencesOf(row.timing, row.anchor);
  const at = latestOf(due, occurrences.latest(now));
  const isDropped = now.getTime() - at.getTime() > MAX_DELAY && row.missed === 'skip';
  const missed = isDropped ? at : at > due ? occurrences.latest(new Date(at.getTime() - 1)) : undefined;
  if (missed !== undefined) {
    await writeSchedule(transaction, context.names, row.id, { last_missed: { at: missed.toISOString() } });
  }
  const effects: OccurrenceEffects = isDropped
    ? { queues: [], stopping: [] }
    : await trySubmitOccurrence(context, submitter, transaction, { row, at });
  await waitForOccurrence(context, transaction, row, occurrences.next(now));
  return effects;
}

const latestOf = (due: Date, other: Date | undefined): Date =>
  other !== undefined && other > due ? other : due;
