import { z } from 'zod';

/** What the API answers with each status other than 2xx. */
export const errorSchema = z
  .object({
    code: z.string().describe('What went wrong. Codes are permanent.'),
    message: z.string(),
    hint: z.string().optional().describe('How to fix it.'),
    data: z.unknown().optional(),
  })
  .meta({ id: 'Error' });

/** The body of an answer with a status other than 2xx. */
export type ErrorBody = z.infer<typeof errorSchema>;
