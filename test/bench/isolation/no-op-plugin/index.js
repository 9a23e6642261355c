import { setTimeout as delay } from 'node:timers/promises';
import { defineTaskHandler, definePlugin } from '@poppobuilder/core';
import { z } from 'zod';

export const input = z.strictObject({ text: z.string().optional(), wait: z.number().optional() });
export const output = z.object({ length: z.number() });

export default definePlugin({
  name: 'bench-no-op',
  apiVersion: 1,
  handlers: [
    defineTaskHandler({
      type: 'no-op',
      description: 'Does nothing, or waits for some milliseconds.',
      input,
      output,
      async handle({ text, wait }) {
        if (wait !== undefined) await delay(wait);
        return { success: true, length: text?.length ?? 0 };
      },
    }),
  ],
});
