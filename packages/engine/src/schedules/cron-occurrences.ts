import { TaskError } from '@poppobuilder/core';
import { Cron } from 'croner';
import type { Occurrences } from './timing.ts';
import { WallClock } from './wall-clock.ts';

const SECOND = 1_000;

/**
 * Returns the occurrences of a cron expression in a time zone. Times are fixed when seconds, minutes and hours have no `*`
 * and no step. When the clock goes forward, a fixed time within the gap is due at its end, even on the next day. When it
 * goes back, a fixed time is due once, when it first occurs. Other times repeat as usual.
 *
 * Throws `INVALID_CONFIG`.
 */
export function cronOccurrences(expression: string, timeZone: string): Occurrences {
  const clock = openClock(timeZone);
  const cron = parse(expression, timeZone);
  if (isFixed(expression)) return fixedOccurrences(parse(expression, 'UTC'), clock);
  return {
    next: (after) => cron.nextRun(after) ?? undefined,
    latest: (until) => previousRun(cron, until.getTime()),
  };
}

/** Returns the occurrences of fixed times, which are found on the wall clock first. */
function fixedOccurrences(onTheWall: Cron, clock: WallClock): Occurrences {
  const timeOf = (shown: Date): number => clock.firstShowing(shown.getTime());
  return {
    next: (after) => {
      let shown = onTheWall.nextRun(new Date(clock.at(after.getTime())));
      for (; shown !== null; shown = onTheWall.nextRun(shown)) {
        const time = timeOf(shown);
        // The first of two equal hours has passed already.
        if (time > after.getTime()) return new Date(time);
      }
      return undefined;
    },
    latest: (until) => {
      let shown = previousRun(onTheWall, clock.latestUntil(until.getTime()));
      for (; shown !== undefined; shown = previousRun(onTheWall, shown.getTime() - SECOND)) {
        const time = timeOf(shown);
        if (time <= until.getTime()) return new Date(time);
      }
      return undefined;
    },
  };
}

/** Returns the last run at a time or before. Cron has full seconds, and excludes the one that it is given. */
function previousRun(cron: Cron, until: number): Date | undefined {
  return cron.previousRuns(1, new Date((Math.floor(until / SECOND) + 1) * SECOND))[0];
}

/** Whether seconds, minutes and hours have no wildcard and no step. */
function isFixed(expression: string): boolean {
  const fields = expression.trim().split(/\s+/);
  if (fields.length === 1) return !/^@hourly$/i.test(expression.trim());
  return fields.slice(0, fields.length === 6 ? 3 : 2).every((field) => !/[*?/]/.test(field));
}

function parse(expression: string, timeZone: string): Cron {
  // Cron also accepts times in ISO 8601.
  if (!/^\s*(@\w+|\S+(\s+\S+){4,5})\s*$/.test(expression)) {
    throw invalid(`cron: ${JSON.stringify(expression)} does not have five fields, or six with seconds first`);
  }
  let cron: Cron;
  try {
    cron = new Cron(expression, {
      timezone: timeZone,
      paused: true,
      mode: '5-or-6-parts',
      // By default, lists and ranges are not fixed: they are skipped in a gap, and run twice in an overlap.
      fixedTimeRule: 'no-wildcard',
    });
  } catch (cause) {
    const reason = (cause as Error).message.replace(/^Cron\w+: /, '');
    throw invalid(`cron: ${JSON.stringify(expression)} is not valid (${reason})`, cause);
  }
  if (cron.nextRun() !== null) return cron;
  throw invalid(`cron: ${JSON.stringify(expression)} describes a time that never comes`);
}

function openClock(timeZone: string): WallClock {
  try {
    return new WallClock(timeZone);
  } catch (cause) {
    throw invalid(
      `timeZone: ${JSON.stringify(timeZone)} is not known; use a name such as "Europe/Berlin"`,
      cause,
    );
  }
}

function invalid(problem: string, cause?: unknown): TaskError {
  return new TaskError({ code: 'INVALID_CONFIG', message: `The schedule is not valid: ${problem}.`, cause });
}
