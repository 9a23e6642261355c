import { z } from 'zod';
import { parseDays, type Weekday } from '../active-hours/parse-days.ts';

/** When tasks of a project may start. */
export interface ActiveHours {
  /** Days, Sunday being 0. */
  readonly days: readonly Weekday[];
  /** Minutes after midnight. */
  readonly from: number;
  /** Minutes after midnight; before `from`, the hours end on the next day. */
  readonly to: number;
  /** An IANA time zone; that of the host where none is set. */
  readonly timeZone: string;
}

const MINUTES = 24 * 60;

/** The time zone of this process. */
export const hostTimeZone = (): string => new Intl.DateTimeFormat('en').resolvedOptions().timeZone;

/** Schema of a time zone. */
export const timeZoneSchema: z.ZodType<string> = z
  .string()
  .refine(isTimeZone, 'is not a known time zone; use a name such as "Europe/Berlin"');

const time = z
  .string()
  .regex(
    /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/,
    'must be a time from "00:00" to "24:00", with two digits each',
  )
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

const days = z.string().transform((text, context) => {
  const { days: parsed, problem } = parseDays(text);
  if (problem !== undefined) context.issues.push({ code: 'custom', message: problem, input: text });
  return parsed;
});

/** Schema of {@link ActiveHours} as they are written. */
export const activeHoursSchema: z.ZodType<ActiveHours> = z
  .strictObject({
    days: days.prefault('mon-sun').describe('Days, such as "mon-fri", "wed" or "mon,wed-fri".'),
    from: time.prefault('00:00').describe('When tasks may start, such as "08:00".'),
    to: time
      .prefault('24:00')
      .describe('Until when tasks may start. Before "from", it is a time of the next day.'),
    timeZone: timeZoneSchema
      .optional()
      .transform((name) => name ?? hostTimeZone())
      .describe('An IANA time zone. By default that of the host.'),
  })
  .refine(({ from, to }) => from % MINUTES !== to % MINUTES || to - from === MINUTES, {
    path: ['to'],
    error: 'must differ from "from"',
  });

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
