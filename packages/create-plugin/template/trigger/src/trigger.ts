import { defineTrigger } from '@poppobuilder/core';
import { z } from 'zod';

const requestSchema = z.looseObject({ word: z.string().min(1).optional() });

export const trigger = defineTrigger({
  type: 'my-task',
  description: 'Counts when a signed request asks for it.',
  configuration: z.object({ word: z.string().min(1).default('TODO') }),
  webhook: {
    route: 'my-task',
    signature: { scheme: 'standard-webhooks', secret: 'TASK_WEBHOOK_SECRET' },
    deliveryId: 'webhook-id',
    project: '/project',
  },
  examples: [{ event: { kind: 'webhook', headers: {}, body: { word: 'FIXME' }, deliveryId: 'one' } }],
  async handle(event, { configuration }) {
    if (event.kind !== 'webhook') return { ignored: 'Nothing is polled.' };
    const request = requestSchema.safeParse(event.body);
    if (!request.success) return { ignored: 'The body is not a request.' };
    const task = { type: 'my-task', word: request.data.word ?? configuration.word };
    return { tasks: [{ task, options: { idempotencyKey: event.deliveryId } }] };
  },
});
