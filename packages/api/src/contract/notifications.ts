import { oc } from '@orpc/contract';
import { z } from 'zod';
import { listOf } from './list.ts';
import { time } from './time.ts';
import { noInput } from './no-input.ts';

const message = {
  occasion: z.string().describe('Such as `failed` or `needs-you`.'),
  text: z.string(),
  task: z.string().optional().describe('Id of the task that it is about.'),
  at: time,
} as const;

/** Who is notified, of what, and what became of it. */
const receiverSchema = z
  .object({
    host: z.string().describe('The host of its URL; the rest of the URL is a secret.'),
    on: z.array(z.string()),
    waiting: z.int().describe('Messages that are still to be delivered.'),
    delivered: z.object(message).optional().describe('The last message that was delivered.'),
    failed: z
      .object({
        ...message,
        problem: z.string(),
        failures: z.int(),
        next: time.describe('When it is tried again.'),
      })
      .optional()
      .describe('The last message whose delivery failed, while it is still to be delivered.'),
  })
  .meta({ id: 'NotificationReceiver' });

/** The route of notifications. */
export const notifications = {
  list: oc
    .route({
      method: 'GET',
      path: '/notifications',
      summary: 'Lists the receivers of notifications, and what was last delivered to each or failed.',
    })
    .input(noInput)
    .output(listOf(receiverSchema)),
};
