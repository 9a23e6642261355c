import { TaskError } from '@poppobuilder/core';
import { Cron } from 'croner';
import type { Occurrences } from './timing.ts';

const SECOND = 1_000;

/**
 * The occurrences of a cron expression in a time zone. Times are fixed where seconds, minutes and hours have no `*` and no
 * step: where a clock is put forward, a fixed time that falls into the gap is due at its end; where it is put back, it is
 * due once, at its first passing. What repeats goes on repeating.
 *
 * Throws `INVALID_CONFIG`.
 */
export function cronOccurrences(expression: string, timeZone: string): Occurrences {
  assertTimeZone(timeZone);
  const cron = parse(expression, timeZone);
  return {
    next: (after) => cron.nextRun(after) ?? undefined,
    // Those before the next full second: cron looks no closer.
    latest: (until) => cron.previousRuns(1, new Date((Math.floor(until.getTime() / SECOND) + 1) * SECOND))[0],
  };
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

function assertTimeZone(timeZone: string): void {
  try {
    Intl.DateTimeFormat('en', { timeZone });
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
