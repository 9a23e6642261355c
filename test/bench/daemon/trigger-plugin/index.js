import { setTimeout as delay } from 'node:timers/promises';
import { definePlugin, defineTaskHandler, defineTrigger, Logger } from '@poppobuilder/core';
import { z } from 'zod';

export default definePlugin({
  name: 'bench-trigger',
  apiVersion: 1,
  handlers: [
    defineTaskHandler({
      type: 'no-op',
      description: 'Does nothing.',
      input: z.strictObject({}),
      output: z.looseObject({}),
      handle: async () => ({ success: true }),
    }),
    defineTaskHandler({
      type: 'talk',
      description: 'Writes log entries at a rate, for some time.',
      input: z.strictObject({ rate: z.number(), seconds: z.number(), size: z.number() }),
      output: z.looseObject({}),
      services: { logger: Logger },
      async handle({ rate, seconds, size }, { signal }, { logger }) {
        for (let count = 0; count < rate * seconds && !signal.aborted; count += 1) {
          logger.info(`${count} ${'x'.repeat(size)}`);
          await delay(1_000 / rate);
        }
        return { success: true };
      },
    }),
  ],
  triggers: [
    defineTrigger({
      type: 'bench',
      description: 'Says that it has started to handle an event.',
      configuration: z.object({ address: z.string().default('') }),
      permissions: { network: true },
      webhook: {
        route: 'bench',
        signature: { scheme: 'github', secret: 'BENCH_WEBHOOK_SECRET' },
        deliveryId: 'x-github-delivery',
        project: '/repository/full_name',
      },
      async handle(event, { configuration: { address } }) {
        if (address !== '' && event.kind === 'webhook') {
          await fetch(address, { method: 'POST', body: event.deliveryId });
        }
        return { ignored: 'It was an event of a bench.' };
      },
    }),
  ],
});
