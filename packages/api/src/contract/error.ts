import { z } from 'zod';

/** What the API answers with each status other than 2xx. */
export const errorSchema = z
  .object({
    code: z.string().describe('What went wrong. Codes are permanent.'),
    message: z.string(),
    hint: z.string().optional().describe('How to fix it.'),
    data: z
      .looseObject({
        fields: z
          .array(z.object({ path: z.string(), message: z.string() }))
          .optional()
          .describe('What is wrong with single fields of the body, such as `task.command`.'),
      })
      .optional(),
  })
  .meta({ id: 'Error' });

/** The body of an answer with a status other than 2xx. */
export type ErrorBody = z.infer<typeof errorSchema>;
