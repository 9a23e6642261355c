import { oc } from '@orpc/contract';
import { z } from 'zod';
import { listOf } from './list.ts';

/** What was found when something that the daemon needs was tried. */
const findingSchema = z
  .object({
    check: z.string().describe('What was tried, such as `git` or `token`.'),
    project: z.string().optional(),
    status: z.enum(['ok', 'warning', 'failed']),
    message: z.string(),
    fix: z.string().optional(),
  })
  .meta({ id: 'Finding' });

/** The route of `poppo doctor`. */
export const doctor = {
  examine: oc
    .route({
      method: 'POST',
      path: '/doctor',
      summary: 'Tries what the daemon needs, and returns what was found.',
    })
    .output(listOf(findingSchema)),
};
