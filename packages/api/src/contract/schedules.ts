import { oc } from '@orpc/contract';
import { z } from 'zod';
import { listOf } from './list.ts';
import { time } from './time.ts';
import { noInput } from './no-input.ts';

const byId = z.strictObject({ id: z.string().min(1) });
const occurrence = z.object({ at: time, taskId: z.string() });

/** A rule that submits a task at each of its occurrences. */
const scheduleSchema = z
  .object({
    id: z.string(),
    cron: z.string().optional(),
    every: z.number().optional(),
    at: time.optional(),
    timeZone: z.string().optional(),
    paused: z.boolean(),
    overlap: z.string(),
    missed: z.string(),
    task: z.looseObject({}),
    next: z.array(time).describe('The next occurrences.'),
    last: occurrence.optional(),
    lastSkipped: occurrence.optional(),
    lastMissed: time.optional(),
    lastError: z.object({ at: time, code: z.string(), message: z.string() }).optional(),
  })
  .meta({ id: 'Schedule' });

/** The routes of schedules. */
export const schedules = {
  list: oc
    .route({ method: 'GET', path: '/schedules', summary: 'Lists schedules.' })
    .input(noInput)
    .output(listOf(scheduleSchema)),
  pause: oc
    .route({ method: 'POST', path: '/schedules/{id}/pause', summary: 'Pauses a schedule.' })
    .input(byId)
    .output(scheduleSchema),
  resume: oc
    .route({ method: 'POST', path: '/schedules/{id}/resume', summary: 'Resumes a schedule.' })
    .input(byId)
    .output(scheduleSchema),
  run: oc
    .route({ method: 'POST', path: '/schedules/{id}/run', summary: 'Submits the task of a schedule now.' })
    .input(byId)
    .output(z.object({ id: z.string(), isDuplicate: z.boolean() })),
};
