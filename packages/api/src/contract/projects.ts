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

/** Where a setting may come from. */
const source = z
  .enum(['configuration', 'operator-file', 'project-file', 'default'])
  .describe(
    'The configuration of the daemon, the `config.json` of the project in the home folder, the one inside the project, or none of them.',
  );

const occurrence = z.object({ at: time, taskId: z.string() });

/** A project in detail. */
const projectDetailsSchema = z
  .object({
    settings: z
      .array(z.object({ path: z.string(), value: z.json(), source }))
      .describe(
        'Settings that are in force, without secrets. What sections leave out has the default of its plugin.',
      ),
    warnings: z.array(z.string()).describe('What the files say in vain.'),
    triggers: z.array(
      z.object({
        name: z.string(),
        lastDelivery: occurrence.optional().describe('The last webhook since the daemon was started.'),
        lastPoll: occurrence.optional(),
        nextPoll: time.optional(),
      }),
    ),
    workers: z
      .object({ busy: z.int(), idle: z.int(), residentBytes: z.int() })
      .describe('Worker processes of all projects together.'),
  })
  .meta({ id: 'ProjectDetails' });

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
  details: oc
    .route({
      method: 'GET',
      path: '/projects/{id}/details',
      summary: 'Returns the settings of a project and where each comes from, its triggers, and workers.',
    })
    .input(byId)
    .output(projectDetailsSchema),
  pause: oc
    .route({
      method: 'POST',
      path: '/projects/{id}/pause',
      summary: 'Keeps the tasks of a project from starting.',
    })
    .input(byId.extend({ reason: z.string().min(1).optional(), until: givenTime.optional() }))
    .output(projectSchema),
  resume: oc
    .route({ method: 'POST', path: '/projects/{id}/resume', summary: 'Ends the pause of a project.' })
    .input(byId)
    .output(projectSchema),
};
