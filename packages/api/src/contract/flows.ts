import { oc } from '@orpc/contract';
import { z } from 'zod';
import { TASK_STATES } from './task-states.ts';

/** Tasks that depend on each other. */
const flowSchema = z
  .object({
    id: z.string(),
    tasks: z.record(
      z.string(),
      z.object({
        id: z.string(),
        type: z.string(),
        state: z.enum(TASK_STATES),
        dependsOn: z.array(z.string()),
        errorCode: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'Flow' });

/** The routes of flows. */
export const flows = {
  get: oc
    .route({ method: 'GET', path: '/flows/{id}', summary: 'Returns a flow.' })
    .input(z.strictObject({ id: z.string().min(1) }))
    .output(flowSchema),
};
