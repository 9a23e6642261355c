import { TaskError } from '@poppobuilder/core';
import { Cron } from 'croner';
import type { Occurrences } from './timing.ts';
import { WallClock } from './wall-clock.ts';

const SECOND = 1_000;

/**
 * The occurrences of a cron expression in a time zone. Times are fixed where seconds, minutes and hours have no `*` and no
 * step: where a clock is put forward, a fixed time that falls into the gap is due at its end, also when that is on the
 * next day; where it is put back, it is due once, at its first passing. What repeats goes on repeating.
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

/** The same for fixed times, each of which is looked for on the wall's clock first. */
function fixedOccurrences(onTheWall: Cron, clock: WallClock): Occurrences {
  const timeOf = (shown: Date): number => clock.firstShowing(shown.getTime());
  return {
    next: (after) => {
      let shown = onTheWall.nextRun(new Date(clock.at(after.getTime())));
      for (; shown !== null; shown = onTheWall.nextRun(shown)) {
        const time = timeOf(shown);
        // An hour that repeats has passed already.
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

/** The last run at a time or before. Cron looks at full seconds, and at those before the one that it is given. */
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
  // Times in ISO 8601 would be taken too.
  if (!/^\s*(@\w+|\S+(\s+\S+){4,5})\s*$/.test(expression)) {
    throw invalid(`cron: ${JSON.stringify(expression)} has not five fields, or six with seconds first`);
  }
  let cron: Cron;
  try {
    cron = new Cron(expression, {
      timezone: timeZone,
      paused: true,
      mode: '5-or-6-parts',
      // By default a list or a range counts as something that repeats: lost in a gap, and run twice in an overlap.
      fixedTimeRule: 'no-wildcard',
    });
  } catch (cause) {
    const reason = (cause as Error).message.replace(/^Cron\w+: /, '');
    throw invalid(`cron: ${JSON.stringify(expression)} is not valid (${reason})`, cause);
  }
  if (cron.nextRun() !== null) return cron;
  throw invalid(`cron: ${JSON.stringify(expression)} names a time that never comes`);
}

function openClock(timeZone: string): WallClock {
  try {
    return new WallClock(timeZone);
  } catch (cause) {
    throw invalid(
      `timeZone: ${JSON.stringify(timeZone)} is not known; give a name such as "Europe/Berlin"`,
      cause,
    );
  }
}

function invalid(problem: string, cause?: unknown): TaskError {
  return new TaskError({ code: 'INVALID_CONFIG', message: `The schedule is not valid: ${problem}.`, cause });
}
