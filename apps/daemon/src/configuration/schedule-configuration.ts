import type { MissedPolicy, OverlapPolicy, ScheduledSubmitOptions } from '@poppobuilder/engine';
import { Cron } from 'croner';
import { z } from 'zod';
import { timeZoneSchema } from './active-hours-configuration.ts';

/** A schedule of a project: when which task is submitted. */
export interface ScheduleConfiguration {
  readonly cron?: string | undefined;
  /** Milliseconds. */
  readonly every?: number | undefined;
  readonly at?: Date | undefined;
  readonly timeZone?: string | undefined;
  /** The task without `id`, `projectId` and `projectPath`. */
  readonly task: { readonly type: string; readonly [field: string]: unknown };
  readonly options?: ScheduledSubmitOptions | undefined;
  readonly missed?: MissedPolicy | undefined;
  readonly overlap?: OverlapPolicy | undefined;
}

const filledIn = z.undefined('is not allowed here: the daemon fills it in').optional();

/** 100 years. In milliseconds. */
const MAX_INTERVAL = 100 * 366 * 24 * 3_600_000;

/** Schema of {@link ScheduleConfiguration}. */
export const scheduleSchema: z.ZodType<ScheduleConfiguration> = z
  .strictObject({
    cron: z
      .string()
      .superRefine(checkPattern)
      .optional()
      .describe('Five fields, or six with seconds first, or a name such as @daily.'),
    every: z
      .int()
      .min(1_000)
      .max(MAX_INTERVAL)
      .optional()
      .describe('Milliseconds between two occurrences, at least 1000.'),
    at: z.coerce
      .date<string | number | Date>('must be a time in ISO 8601')
      .optional()
      .describe('The only occurrence, in ISO 8601.'),
    timeZone: timeZoneSchema.optional().describe('Time zone of "cron". By default UTC.'),
    task: z
      .looseObject({
        type: z.string().min(1).max(128),
        id: filledIn,
        projectId: filledIn,
        projectPath: filledIn,
      })
      .describe('The task of each occurrence, without id, projectId and projectPath.'),
    options: z
      .looseObject({
        idempotencyKey: z.undefined('is not allowed: each occurrence submits one task anyway').optional(),
        deadline: z.undefined('is not allowed: it is a fixed time; use "ttl"').optional(),
      })
      .optional()
      .describe('Options of the submission, such as priority and ttl.'),
    missed: z
      .enum(['skip', 'once'])
      .optional()
      .describe('What happens to an occurrence while the daemon is down. By default "skip".'),
    overlap: z
      .enum(['allow', 'skip', 'queue', 'cancel'])
      .optional()
      .describe('What happens to an occurrence while an earlier task has not ended. By default "allow".'),
  })
  .check(({ value, issues }) => {
    const given = (['cron', 'every', 'at'] as const).filter((kind) => value[kind] !== undefined);
    if (given.length !== 1) {
      const found = given.length === 0 ? 'none is set' : `${given.join(' and ')} are set`;
      const message = `set exactly one of "cron", "every" and "at"; ${found}`;
      issues.push({ code: 'custom', path: [], message, input: value });
    }
    if (value.timeZone !== undefined && value.cron === undefined) {
      issues.push({ code: 'custom', path: ['timeZone'], message: 'is only for "cron"', input: value });
    }
  }) as unknown as z.ZodType<ScheduleConfiguration>;

function checkPattern(pattern: string, context: z.core.$RefinementCtx<string>): void {
  try {
    new Cron(pattern.trim(), { paused: true }).stop();
  } catch {
    const message = 'is not a cron pattern; use five fields, such as "30 2 * * *"';
    context.issues.push({ code: 'custom', message, input: pattern });
  }
}
