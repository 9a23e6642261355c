import { oc } from '@orpc/contract';
import { z } from 'zod';
import { listOf } from './list.ts';
import { time } from './time.ts';

/** What happened in a period. */
const historyPeriodSchema = z
  .object({
    at: time.describe('When the period began.'),
    projectId: z.string().optional(),
    type: z.string().optional(),
    succeeded: z.int(),
    failed: z.int(),
    cancelled: z.int(),
    expired: z.int(),
    p50: z.number().optional().describe('Half of the tasks ran this long at most, in milliseconds.'),
    p95: z.number().optional().describe('95 % of the tasks ran this long at most, in milliseconds.'),
    usd: z.number().describe('What is known to be spent.'),
    tokens: z.number(),
    unknownRuns: z.int().describe('Attempts whose spending is unknown.'),
  })
  .meta({ id: 'HistoryPeriod' });

/** The route of the history. */
export const history = {
  read: oc
    .route({
      method: 'GET',
      path: '/history',
      summary: 'Returns how many tasks ended, how long they ran, and what was spent.',
      description:
        'Periods in which nothing happened are left out. Those older than 2 days are whole hours, those older than 35 days whole days in UTC; they are kept for 800 days.',
    })
    .input(
      z.strictObject({
        project: z.string().min(1).optional(),
        type: z.string().min(1).optional(),
        since: time.optional().describe('24 hours before `until` by default.'),
        until: time.optional().describe('Now by default.'),
        step: z
          .enum(['5-minutes', 'hour', 'day'])
          .optional()
          .describe('The length of periods, `hour` by default.'),
        by: z.enum(['project', 'type']).optional().describe('Divides each period.'),
        timeZone: z.string().optional().describe('In which days begin, `UTC` by default.'),
      }),
    )
    .output(listOf(historyPeriodSchema)),
};
