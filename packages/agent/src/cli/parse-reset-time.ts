import { Cron } from 'croner';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** The words before the time of a reset. */
const ANNOUNCEMENT = /\b(?:resets?|regain access|try again|available again)\b(.{1,80})/is;

/** `Claude AI usage limit reached|1764500000`, the message of older versions of the CLI. */
const EPOCH = /\|(\d{10})(\d{3})?\b/;

const TIMESTAMP = /\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)/;
const DURATION =
  /\bin (?=\d)(?:(\d+) ?d(?:ays?)?\b,? ?)?(?:(\d+) ?h(?:ours?|rs?)?\b,? ?)?(?:(?:and )?(\d+) ?m(?:in(?:ute)?s?)?\b)?/i;
const TIME_OF_12_HOURS = /\b(1[0-2]|0?[1-9])(?::([0-5]\d))?(?::[0-5]\d)? ?([ap])\.?m\b/i;
const TIME_OF_24_HOURS = /\b([01]?\d|2[0-3]):([0-5]\d)\b/;
const ISO_DATE = /\b\d{4}-(\d\d)-(\d\d)\b/;
const MONTH_AND_DAY = new RegExp(
  String.raw`\b(${MONTHS.join('|')})[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?\b`,
  'i',
);
const DAY_AND_MONTH = new RegExp(String.raw`\b(\d{1,2})(?:st|nd|rd|th)?\.? (${MONTHS.join('|')})`, 'i');
const WEEKDAY = new RegExp(String.raw`\b(${WEEKDAYS.join('|')})[a-z]*\b`, 'i');
const ZONE = /\(([^)]+)\)|\b(UTC|GMT)\b/;

/** Tolerance after a reset within which the next day is not meant, because times are rounded to the minute. In milliseconds. */
const RESET_TOLERANCE = 2 * 60_000;

/**
 * Returns when a usage limit resets, from a message such as `resets 7:10am (UTC)` or `resets Dec 3 at 7am
 * (Europe/Berlin)`: the next such time in the named time zone, or else in that of this machine. In milliseconds since
 * the epoch; `undefined` when the message contains no valid time.
 */
export function parseResetTime(text: string, now: number): number | undefined {
  const [, seconds, milliseconds = '000'] = EPOCH.exec(text) ?? [];
  if (seconds !== undefined) return Number(seconds + milliseconds);
  const [, told] = ANNOUNCEMENT.exec(text) ?? [];
  if (told === undefined) return undefined;
  const [timestamp] = TIMESTAMP.exec(told) ?? [];
  if (timestamp !== undefined) return Date.parse(timestamp);
  return afterDuration(told, now) ?? nextTime(told, now);
}

function afterDuration(text: string, now: number): number | undefined {
  const match = DURATION.exec(text);
  if (match === null) return undefined;
  const [days = 0, hours = 0, minutes = 0] = match
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  const total = ((days * 24 + hours) * 60 + minutes) * 60_000;
  return total === 0 ? undefined : now + total;
}

/** Returns the next occurrence of a time of day, on a date if one is named. */
function nextTime(text: string, now: number): number | undefined {
  const date = dateIn(text);
  const time = timeIn(text) ?? (date === undefined ? undefined : '0 0');
  if (time === undefined) return undefined;
  const [, bracketed, named] = ZONE.exec(text) ?? [];
  try {
    const timezone = bracketed ?? named;
    const cron = new Cron(`${time} ${date ?? '* * *'}`, {
      paused: true,
      ...(timezone === undefined ? {} : { timezone }),
    });
    return cron.nextRun(new Date(now - RESET_TOLERANCE))?.getTime();
  } catch {
    // A zone or a date that does not exist.
    return undefined;
  }
}

/** Returns minute and hour of a cron expression. */
function timeIn(text: string): string | undefined {
  const [, hour12, minutes12 = '0', half] = TIME_OF_12_HOURS.exec(text) ?? [];
  if (hour12 !== undefined) {
    return `${Number(minutes12)} ${(Number(hour12) % 12) + (half?.toLowerCase() === 'p' ? 12 : 0)}`;
  }
  const [, hour, minutes] = TIME_OF_24_HOURS.exec(text) ?? [];
  return hour === undefined ? undefined : `${Number(minutes)} ${Number(hour)}`;
}

/** Returns day, month and weekday of a cron expression. */
function dateIn(text: string): string | undefined {
  const [, isoMonth, isoDay] = ISO_DATE.exec(text) ?? [];
  if (isoMonth !== undefined) return `${Number(isoDay)} ${Number(isoMonth)} *`;
  const [, before, dayAfter] = MONTH_AND_DAY.exec(text) ?? [];
  if (before !== undefined) return `${dayAfter} ${monthOf(before)} *`;
  const [, dayBefore, after] = DAY_AND_MONTH.exec(text) ?? [];
  if (after !== undefined) return `${dayBefore} ${monthOf(after)} *`;
  const [, weekday] = WEEKDAY.exec(text) ?? [];
  return weekday === undefined ? undefined : `* * ${WEEKDAYS.indexOf(weekday.toLowerCase())}`;
}

const monthOf = (name: string): number => MONTHS.indexOf(name.toLowerCase()) + 1;
