import { oc } from '@orpc/contract';
import { z } from 'zod';
import { listOf, paged } from './list.ts';
import { time } from './time.ts';

const filter = { project: z.string().optional(), type: z.string().optional() } as const;

/** The copy of a task that failed for good. */
const deadLetterSchema = z
  .object({
    id: z.string(),
    projectId: z.string(),
    type: z.string(),
    attempts: z.int(),
    failedAt: time,
    error: z.looseObject({ code: z.string(), message: z.string() }),
  })
  .meta({ id: 'DeadLetter' });

/** The routes of dead letters. */
export const deadLetters = {
  list: oc
    .route({ method: 'GET', path: '/dead-letters', summary: 'Lists dead letters.' })
    .input(z.strictObject({ ...filter, ...paged }))
    .output(listOf(deadLetterSchema)),
  redrive: oc
    .route({ method: 'POST', path: '/dead-letters/redrive', summary: 'Submits dead letters again.' })
    .input(
      z.strictObject({
        ...filter,
        ids: z.array(z.string()).optional(),
        limit: z.int().min(1).optional(),
      }),
    )
    .output(z.object({ ids: z.array(z.string()) })),
};
