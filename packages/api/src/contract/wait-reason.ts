import { z } from 'zod';
import { time } from './time.ts';

/** Why a task is not running. */
export const waitReasonSchema = z
  .object({
    code: z.string().describe('`SLOT`, `ORDER`, `APPROVAL`, `HOLD`, `BUDGET` ...'),
    message: z.string(),
    since: time,
    until: time.optional(),
    by: z
      .object({
        ahead: z.int().optional(),
        hold: z.string().optional(),
        labels: z.array(z.string()).optional(),
        limit: z.string().optional(),
        person: z.string().optional(),
        tasks: z.array(z.string()).optional(),
      })
      .optional()
      .describe('What is in the way.'),
  })
  .meta({ id: 'WaitReason' });

/** Why a task is not running. */
export type WaitReason = z.infer<typeof waitReasonSchema>;
