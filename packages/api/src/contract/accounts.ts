import { oc } from '@orpc/contract';
import { z } from 'zod';
import { listOf } from './list.ts';
import { time } from './time.ts';

/** An account that agents use, with how much of its limits is used. */
const accountSchema = z
  .object({
    key: z.string(),
    windows: z.array(
      z.object({
        name: z.string(),
        used: z.number().describe('1 is all of it.'),
        resetsAt: time.optional(),
      }),
    ),
    reportedAt: time,
  })
  .meta({ id: 'Account' });

/** The route of accounts. */
export const accounts = {
  list: oc
    .route({
      method: 'GET',
      path: '/accounts',
      summary: 'Lists the accounts that agents use, as far as their limits are known.',
    })
    .output(listOf(accountSchema)),
};
