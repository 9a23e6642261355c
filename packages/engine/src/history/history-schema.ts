import { parseArgument, type ShapeOf } from '@poppobuilder/core/runner-kit';
import { TaskError } from '@poppobuilder/core';
import { z } from 'zod';
import { storedDate } from '../arguments/dates.ts';
import { knownText } from '../arguments/ids.ts';
import type { HistoryOptions, HistoryStep } from './history-options.ts';

/** The steps and their lengths in milliseconds. */
const STEPS: Readonly<Record<HistoryStep, number>> = {
  '5-minutes': 300_000,
  hour: 3_600_000,
  day: 86_400_000,
};

const DEFAULT_SPAN = 24 * 3_600_000;

/** How many periods a history has at most. */
const MAX_PERIODS = 1_000;

const optionsSchema: z.ZodType<HistoryOptions> = z.strictObject({
  projectId: knownText.optional(),
  type: knownText.optional(),
  since: storedDate.optional(),
  until: storedDate.optional(),
  step: z.enum(['5-minutes', 'hour', 'day']).optional(),
  by: z.enum(['project', 'type']).optional(),
  timeZone: knownText.refine(isTimeZone, 'must be the IANA name of a time zone').optional(),
} satisfies ShapeOf<HistoryOptions>);

/** Options with their defaults. */
export type ParsedHistoryOptions = Omit<HistoryOptions, 'since' | 'until' | 'step' | 'timeZone'> & {
  readonly since: Date;
  readonly until: Date;
  readonly step: HistoryStep;
  readonly timeZone: string;
};

/** Checks the options of `read()`. Throws an `INVALID_TASK` that names every wrong option. */
export function parseHistoryOptions(options: unknown): ParsedHistoryOptions {
  const parsed = parseArgument(optionsSchema, options, { of: 'history.read()' });
  const { until = new Date(), step = 'hour', timeZone = 'UTC' } = parsed;
  const { since = new Date(until.getTime() - DEFAULT_SPAN) } = parsed;
  if ((until.getTime() - since.getTime()) / STEPS[step] > MAX_PERIODS) {
    const message = `The options of history.read() ask for more than ${MAX_PERIODS} periods. Use a later "since" or a longer "step".`;
    throw new TaskError({ code: 'INVALID_TASK', message });
  }
  return { ...parsed, since, until, step, timeZone };
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
