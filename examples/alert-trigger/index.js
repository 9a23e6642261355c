import { definePlugin, defineTrigger } from '@poppobuilder/core';
import { z } from 'zod';

const alertSchema = z.looseObject({ name: z.string(), state: z.enum(['firing', 'resolved']) });

const alerts = defineTrigger({
  type: 'alerts',
  description: 'Runs the command that a project names for an alert, when it fires.',
  configuration: z.object({
    commands: z.record(z.string(), z.array(z.string()).min(1)).describe('Commands by the names of alerts.'),
  }),
  webhook: {
    route: 'alerts',
    signature: { scheme: 'standard-webhooks', secret: 'ALERTS_WEBHOOK_SECRET' },
    deliveryId: 'webhook-id',
    project: '/project',
  },
  examples: [
    {
      event: { kind: 'webhook', headers: {}, body: { name: 'disk', state: 'firing' }, deliveryId: 'one' },
      configuration: { commands: { disk: ['npm', 'run', 'clean'] } },
    },
  ],
  async handle(event, { configuration }) {
    const alert = event.kind === 'webhook' ? alertSchema.safeParse(event.body).data : undefined;
    if (event.kind !== 'webhook' || alert === undefined) return { ignored: 'It is no alert.' };
    const key = `alert/${alert.name}`;
    // What still waits for an alert that is over need not run.
    if (alert.state === 'resolved') return { cancels: [{ key, reason: `The alert ${alert.name} is over.` }] };
    const [command, ...args] = configuration.commands[alert.name] ?? [];
    if (command === undefined) return { ignored: `The project names no command for ${alert.name}.` };
    const options = { idempotencyKey: event.deliveryId, concurrencyKey: key };
    return { tasks: [{ task: { type: 'custom-command', command, args }, options }] };
  },
});

export default definePlugin({
  name: '@poppobuilder/example-alert-trigger',
  apiVersion: 1,
  triggers: [alerts],
});
