import {
  type ArgumentPlace,
  copyAsJson,
  invalidArgument,
  parseArgument,
  reasonOf,
} from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { storedDate } from '../arguments/dates.ts';
import type { NewTask } from '../submit/submit-options.ts';
import type {
  MissedPolicy,
  OverlapPolicy,
  ScheduledSubmitOptions,
  ScheduleOptions,
} from './schedule-options.ts';
import { occurrencesOf, type Timing } from './timing.ts';

/** A schedule that was checked, as it is kept. */
export interface ScheduleDefinition {
  readonly id: string;
  readonly timing: Timing;
  readonly task: NewTask;
  readonly options: ScheduledSubmitOptions;
  readonly missed: MissedPolicy;
  readonly overlap: OverlapPolicy;
}

/** Milliseconds; 100 years. */
const LONGEST = 100 * 366 * 24 * 3_600_000;

const scheduleSchema = z
  .strictObject({
    id: z
      .string()
      .regex(
        /^[A-Za-z0-9][\w.:/#-]{0,127}$/,
        'must be 1 to 128 letters, digits, ".", "_", "-", ":", "/" or "#", with a letter or digit first',
      ),
    cron: z.string().optional(),
    every: z.int().min(1_000, 'is too frequent: give at least 1000 milliseconds').max(LONGEST).optional(),
    at: storedDate.optional(),
    timeZone: z.string().min(1).optional(),
    task: z.looseObject({ id: z.undefined('must not be given: each task gets an id of its own').optional() }),
    options: z
      .looseObject({
        idempotencyKey: z.undefined('cannot be used: each occurrence gives one task by itself').optional(),
        deadline: z.undefined('cannot be used: it is one point in time; use ttl').optional(),
      })
      .optional(),
    missed: z.enum(['skip', 'once']).optional(),
    overlap: z.enum(['allow', 'skip', 'queue', 'cancel']).optional(),
  })
  .check(({ value, issues }) => {
    const refuse = (path: string[], message: string): void => {
      issues.push({ code: 'custom', path, message, input: value });
    };
    const given = (['cron', 'every', 'at'] as const).filter((kind) => value[kind] !== undefined);
    if (given.length !== 1) {
      const found = given.length === 0 ? 'none is given' : `${given.join(' and ')} are given`;
      refuse([given[1] ?? 'cron'], `exactly one of cron, every and at says when; ${found}`);
    }
    if (value.timeZone !== undefined && value.cron === undefined) {
      refuse(['timeZone'], 'belongs to cron alone');
    }
    const orders = value.overlap === 'queue' || value.overlap === 'cancel';
    if (orders && value.options?.['concurrencyKey'] !== undefined) {
      refuse(
        ['options', 'concurrencyKey'],
        `cannot be used with overlap "${value.overlap}", which has a key of its own`,
      );
    }
  });

const PLACE: ArgumentPlace = { of: 'schedule()', code: 'INVALID_CONFIG' };

/** The key that orders the tasks of a schedule, where its overlap policy says so. */
export const scheduleKey = (id: string): string => `schedule:${id}`;

/** Checks all but the task. Throws `INVALID_CONFIG`, naming every field that is wrong. */
export function checkSchedule(given: ScheduleOptions): ScheduleDefinition {
  const parsed = parseArgument(scheduleSchema, given, PLACE) as ScheduleOptions;
  const { id, options = {}, missed, overlap = 'allow' } = parsed;
  const task = readTask(parsed.task);
  const timing = timingOf(parsed);
  occurrencesOf(timing, new Date());
  return {
    id,
    timing,
    task,
    options,
    missed: missed ?? ('at' in timing ? 'once' : 'skip'),
    overlap,
  };
}

function readTask(task: NewTask): NewTask {
  try {
    return copyAsJson(task) as unknown as NewTask;
  } catch (cause) {
    throw invalidArgument(PLACE, `task: ${reasonOf(cause)}`, cause);
  }
}

function timingOf({ cron, every, at, timeZone = 'UTC' }: ScheduleOptions): Timing {
  if (cron !== undefined) return { cron: cron.trim(), timeZone };
  return every === undefined ? { at: (at ?? new Date()).toISOString() } : { every };
}
