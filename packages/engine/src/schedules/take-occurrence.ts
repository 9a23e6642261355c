import { SCHEDULES_QUEUE } from '../schema/schedules.ts';
import type { Queryable } from '../database/database.ts';
import { readSchedules, type ScheduleRow, writeSchedule } from './schedule-row.ts';
import { type Aftermath, type SubmitOccurrenceParts, trySubmitOccurrence } from './submit-occurrence.ts';
import { occurrencesOf } from './timing.ts';
import { waitFor } from './waiting-job.ts';

/** Milliseconds by which an occurrence may be late. */
const IN_TIME = 60_000;

/** Milliseconds after which the server ends the transaction of a process that stopped in the middle of it. */
const LONGEST_SILENCE = 10_000;

/**
 * Takes one occurrence that is due: its job, the task that it stands for and the job of the next occurrence change in one
 * transaction, so that a process may end anywhere in it. Undefined when none is due, or others are at it.
 */
export async function takeOccurrence(parts: SubmitOccurrenceParts): Promise<Aftermath | undefined> {
  const { boss, database, names } = parts;
  return database.transaction(async (transaction) => {
    await transaction.query(`SET LOCAL idle_in_transaction_session_timeout = ${LONGEST_SILENCE}`);
    const db = database.forBoss(transaction);
    const [job] = await boss.fetch<{ schedule: string }>(SCHEDULES_QUEUE, { db });
    if (job === undefined) return undefined;
    // Who changes a schedule locks it first and its job afterwards: waiting here could wait for ever.
    const [row] = await readSchedules(transaction, names, job.data.schedule, 'FOR UPDATE NOWAIT');
    if (row?.job_id === job.id) return take(parts, transaction, row);
    await boss.deleteJob(SCHEDULES_QUEUE, job.id, { db });
    return { queues: [], stopping: [] };
  });
}

async function take(
  parts: SubmitOccurrenceParts,
  transaction: Queryable,
  row: ScheduleRow,
): Promise<Aftermath> {
  const { now } = row;
  const due = row.next_at ?? now;
  const occurrences = occurrencesOf(row.timing, row.anchor);
  const at = latestOf(due, occurrences.latest(now));
  const isDropped = now.getTime() - at.getTime() > IN_TIME && row.missed === 'skip';
  const missed = isDropped ? at : at > due ? occurrences.latest(new Date(at.getTime() - 1)) : undefined;
  if (missed !== undefined) {
    await writeSchedule(transaction, parts.names, row.id, { last_missed: { at: missed.toISOString() } });
  }
  const aftermath: Aftermath = isDropped
    ? { queues: [], stopping: [] }
    : await trySubmitOccurrence(parts, transaction, row, at);
  await waitFor(parts, transaction, row, occurrences.next(now));
  return aftermath;
}

const latestOf = (due: Date, other: Date | undefined): Date =>
  other !== undefined && other > due ? other : due;
