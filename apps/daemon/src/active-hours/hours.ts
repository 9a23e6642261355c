import { Cron } from 'croner';
import type { ActiveHours } from '../configuration/active-hours-configuration.ts';

/** Whether tasks may start at a time, and when that changes. */
export interface HoursAt {
  readonly isOpen: boolean;
  /** When they close, or open again; undefined when they never close. */
  readonly until: Date | undefined;
}

const DAY = 24 * 60;

/** Returns whether active hours are open at a time. Clocks that go forward or back are those of the time zone. */
export function hoursAt({ days, from, to, timeZone }: ActiveHours, now: Date): HoursAt {
  const opening = cronAt(days, from, timeZone);
  // What ends at midnight, or before it begins, ends on the day after.
  const endsLater = to <= from || to === DAY;
  const closing = cronAt(endsLater ? days.map((day) => (day + 1) % 7) : days, to % DAY, timeZone);
  const opened = lastUntil(opening, now);
  const closed = lastUntil(closing, now);
  if (opened < closed) return { isOpen: false, until: opening.nextRun(now) ?? undefined };
  // Where one day goes on into the next, they close when nothing opens at the same time.
  let until = closing.nextRun(now);
  for (let count = 0; until !== null && count < MAX_DAYS; count += 1) {
    if (lastUntil(opening, until) !== until.getTime()) return { isOpen: true, until };
    until = closing.nextRun(until);
  }
  return { isOpen: true, until: undefined };
}

/** A week, after which everything repeats. */
const MAX_DAYS = 8;

function cronAt(days: readonly number[], minutes: number, timezone: string): Cron {
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60];
  return new Cron(`0 ${minute} ${hour} * * ${days.join(',')}`, { timezone, paused: true });
}

/** Croner leaves out the second of the reference. */
function lastUntil(cron: Cron, now: Date): number {
  const [last] = cron.previousRuns(1, new Date(Math.floor(now.getTime() / 1_000) * 1_000 + 1_000));
  return last?.getTime() ?? 0;
}
