import { oc } from '@orpc/contract';
import { z } from 'zod';
import { listOf } from './list.ts';
import { time } from './time.ts';
import { noInput } from './no-input.ts';

/** A rule that keeps tasks from starting. */
const holdSchema = z
  .object({
    id: z.string(),
    scope: z.union([
      z.object({ all: z.literal(true) }),
      z.object({ project: z.string() }),
      z.object({ type: z.string() }),
      z.object({ key: z.string() }),
      z.object({ task: z.string() }),
    ]),
    reason: z.object({ code: z.string(), message: z.string() }),
    until: time.optional(),
    by: z.string().optional(),
    placedAt: time,
  })
  .meta({ id: 'Hold' });

/** The routes of holds. */
export const holds = {
  list: oc
    .route({ method: 'GET', path: '/holds', summary: 'Lists holds.' })
    .input(noInput)
    .output(listOf(holdSchema)),
  release: oc
    .route({ method: 'DELETE', path: '/holds/{id}', summary: 'Releases a hold.', successStatus: 200 })
    .input(z.strictObject({ id: z.string().min(1) }))
    .output(z.object({ id: z.string() })),
};
