import { oc } from '@orpc/contract';
import { z } from 'zod';
import { listOf } from './list.ts';
import { givenTime, time } from './time.ts';
import { noInput } from './no-input.ts';

const byId = z.strictObject({ id: z.string().min(1) });

/** A project of the daemon's configuration. */
const projectSchema = z
  .object({
    id: z.string(),
    path: z.string(),
    repository: z.string().optional(),
    url: z.url().optional().describe('Where people look at its repository.'),
    concurrency: z.int(),
    weight: z.number(),
    priority: z.number(),
    approval: z.enum(['none', 'start', 'plan']),
    isPaused: z.boolean(),
    pause: z
      .object({ reason: z.string(), until: time.optional(), by: z.string().optional() })
      .optional()
      .describe('Why it is paused, and until when.'),
  })
  .meta({ id: 'Project' });

/** The routes of projects. */
export const projects = {
  list: oc
    .route({ method: 'GET', path: '/projects', summary: 'Lists the projects of the configuration.' })
    .input(noInput)
    .output(listOf(projectSchema)),
  get: oc
    .route({ method: 'GET', path: '/projects/{id}', summary: 'Returns a project.' })
    .input(byId)
    .output(projectSchema),
  pause: oc
    .route({
      method: 'POST',
      path: '/projects/{id}/pause',
      summary: 'Keeps the tasks of a project from starting.',
    })
    .input(byId.extend({ reason: z.string().optional(), until: givenTime.optional() }))
    .output(projectSchema),
  resume: oc
    .route({ method: 'POST', path: '/projects/{id}/resume', summary: 'Ends the pause of a project.' })
    .input(byId)
    .output(projectSchema),
};
