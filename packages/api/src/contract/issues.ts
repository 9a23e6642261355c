import { oc } from '@orpc/contract';
import { z } from 'zod';
import { TASK_STATES } from './task-states.ts';
import { waitReasonSchema } from './wait-reason.ts';

/** Why nothing happens on an issue. */
export const issueExplanationSchema = z
  .object({
    project: z.string(),
    number: z.int(),
    tasks: z
      .array(
        z.object({
          id: z.string(),
          type: z.string(),
          state: z.enum(TASK_STATES),
          waitingFor: z.array(waitReasonSchema),
        }),
      )
      .describe('The open tasks of the issue.'),
    waitingFor: z
      .array(waitReasonSchema.partial({ since: true }))
      .describe('Why no task was made of the issue, such as a label that is missing.'),
  })
  .meta({ id: 'IssueExplanation' });

/** Why nothing happens on an issue. */
export type IssueExplanation = z.infer<typeof issueExplanationSchema>;

/** The routes of issues. */
export const issues = {
  explain: oc
    .route({
      method: 'GET',
      path: '/issues/{project}/{number}/explain',
      summary: 'Returns why nothing happens on an issue.',
    })
    .input(z.strictObject({ project: z.string(), number: z.coerce.number().int().min(1) }))
    .output(issueExplanationSchema),
};
