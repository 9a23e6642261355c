import { oc } from '@orpc/contract';
import { z } from 'zod';
import { TASK_STATES } from './task-states.ts';
import { time } from './time.ts';
import { noInput } from './no-input.ts';

/** What the daemon is doing. */
export const overviewSchema = z
  .object({
    version: z.string(),
    pid: z.int(),
    url: z.string().optional(),
    state: z.enum(['ready', 'draining']),
    startedAt: time,
    slots: z.int(),
    running: z.int().describe('Slots in use.'),
    tasks: z.record(z.enum(TASK_STATES), z.int()).describe('How many tasks are in each state.'),
    holds: z.int(),
    projects: z.int(),
    configuration: z.object({
      file: z.string().optional(),
      problem: z
        .string()
        .optional()
        .describe('What is wrong with the file; the last valid configuration is in force.'),
    }),
    warnings: z.array(z.object({ code: z.string(), message: z.string() })),
  })
  .meta({ id: 'Overview' });

/** What the daemon is doing. */
export type Overview = z.infer<typeof overviewSchema>;

/** The route of the overview. */
export const overview = {
  get: oc
    .route({ method: 'GET', path: '/overview', summary: 'Returns what the daemon is doing.' })
    .input(noInput)
    .output(overviewSchema),
};
