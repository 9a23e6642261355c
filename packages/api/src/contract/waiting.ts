import { oc } from '@orpc/contract';
import { z } from 'zod';

/** How many tasks wait for what. */
const waitingSchema = z
  .object({
    items: z
      .array(z.object({ code: z.string().describe('`SLOT`, `ORDER`, `APPROVAL` ...'), count: z.int() }))
      .describe('The most frequent reason first. Each task counts for the reason that decides first.'),
    uncounted: z.int().describe('How many more wait beyond the oldest 50,000, which are counted.'),
  })
  .meta({ id: 'Waiting' });

/** How many tasks wait for what. */
export type Waiting = z.infer<typeof waitingSchema>;

/** The route of what waits. */
export const waiting = {
  get: oc
    .route({ method: 'GET', path: '/waiting', summary: 'Returns how many tasks wait for what.' })
    .output(waitingSchema),
};
