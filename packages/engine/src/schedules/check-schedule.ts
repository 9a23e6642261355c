import {
  type ArgumentPlace,
  copyAsJson,
  invalidArgument,
  parseArgument,
  reasonOf,
} from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { storedDate } from '../arguments/dates.ts';
import type { NewTask } from '../job/new-task.ts';
import type {
  MissedPolicy,
  OverlapPolicy,
  ScheduledSubmitOptions,
  ScheduleOptions,
} from './schedule-options.ts';
import { occurrencesOf } from './occurrences-of.ts';
import type { Timing } from './timing.ts';

/** A checked schedule, as it is stored. */
export interface ScheduleDefinition {
  readonly id: string;
  readonly timing: Timing;
  readonly task: NewTask;
  readonly options: ScheduledSubmitOptions;
  readonly missed: MissedPolicy;
  readonly overlap: OverlapPolicy;
}

/** 100 years. In milliseconds. */
const MAX_INTERVAL = 100 * 366 * 24 * 3_600_000;

const scheduleSchema = z
  .strictObject({
    id: z
      .string()
      .regex(
        /^[A-Za-z0-9][\w.:/#-]{0,127}$/,
        'must be 1 to 128 letters, digits, ".", "_", "-", ":", "/" or "#", with a letter or digit first',
      ),
    cron: z.string().optional(),
    every: z
      .int()
      .min(1_000, 'is too frequent: the minimum is 1000 milliseconds')
      .max(MAX_INTERVAL)
      .optional(),
    at: storedDate.optional(),
    timeZone: z.string().min(1).optional(),
    task: z.looseObject({ id: z.undefined('is not allowed: each task gets its own id').optional() }),
    options: z
      .looseObject({
        idempotencyKey: z.undefined('is not allowed: each occurrence submits one task anyway').optional(),
        deadline: z.undefined('is not allowed: it is a fixed time; use ttl').optional(),
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
      const found = given.length === 0 ? 'none is set' : `${given.join(' and ')} are set`;
      refuse([given[1] ?? 'cron'], `set exactly one of cron, every and at; ${found}`);
    }
    if (value.timeZone !== undefined && value.cron === undefined) {
      refuse(['timeZone'], 'is only for cron');
    }
    const orders = value.overlap === 'queue' || value.overlap === 'cancel';
    if (orders && value.options?.['concurrencyKey'] !== undefined) {
      refuse(
        ['options', 'concurrencyKey'],
        `is not allowed with overlap "${value.overlap}", which has its own key`,
      );
    }
  });

const PLACE: ArgumentPlace = { of: 'schedules.set()', code: 'INVALID_CONFIG' };

/** Returns the key that orders the tasks of a schedule, for overlap policies that need it. */
export const scheduleKey = (id: string): string => `schedule:${id}`;

/** Checks everything except the task. Throws an `INVALID_CONFIG` that names every wrong field. */
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
    throw invalidArgument(PLACE, `task: ${reasonOf(cause)}`, { cause });
  }
}

function timingOf({ cron, every, at, timeZone = 'UTC' }: ScheduleOptions): Timing {
  if (cron !== undefined) return { cron: cron.trim(), timeZone };
  return every === undefined ? { at: (at ?? new Date()).toISOString() } : { every };
}
